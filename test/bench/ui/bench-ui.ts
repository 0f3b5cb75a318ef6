/**
 * npm run bench:ui [-- --only first,keys,cpu,memory,attach,filter,runs,resolve]
 *
 * Measures the screens of the built program on a terminal emulator. Prints one table and ends with 1 when a must is
 * missed or something could not be measured.
 */
import { parseArgs } from "node:util";
import { listOfRuns, resolveLarge } from "./in-process.js";
import { attachToMillion, cpuUnderLoad, filterKey, firstFrame, keysUnderLoad, memoryOverMillion } from "./measures.js";
import { SHIPPED } from "./screens.js";
import { isMet, type Row, tableText } from "./table.js";

type Limits = Omit<Row, "value" | "why">;

/** A measurement and the rows that its values fill, in their order. */
interface Measurement {
	readonly id: string;
	readonly rows: readonly Limits[];
	readonly measure: () => Promise<readonly number[]>;
}

const ms = (name: string, must?: number, goal?: number): Limits => ({
	name,
	unit: "ms",
	...(must === undefined ? {} : { must }),
	...(goal === undefined ? {} : { goal }),
});

const MEASUREMENTS: readonly Measurement[] = [
	{
		id: "first",
		rows: [ms("first frame from process start", 300, 200)],
		measure: async () => [await firstFrame(SHIPPED)],
	},
	...(
		[
			[120, 40, 50, 40],
			[200, 50, 80, 60],
		] as const
	).map(([cols, rows, must, goal]) => ({
		id: "keys",
		rows: [ms(`key to frame, ${cols}x${rows}, 5,000 lines/s, p50`), ms("… p95", must, goal)],
		measure: async () => {
			const { p50, p95 } = await keysUnderLoad(SHIPPED, cols, rows);
			return [p50, p95];
		},
	})),
	{
		id: "cpu",
		rows: [{ name: "one core, 200x50, 5,000 lines/s", unit: "%", must: 40, goal: 30 }],
		measure: async () => [await cpuUnderLoad(SHIPPED)],
	},
	{
		id: "memory",
		rows: [
			{ name: "memory over 1,000,000 lines, most", unit: "MiB", must: 200 },
			{ name: "… more than after 200,000 lines", unit: "MiB", must: 20 },
		],
		measure: async () => {
			const { most, growth } = await memoryOverMillion(SHIPPED);
			return [most, growth];
		},
	},
	{
		id: "attach",
		rows: [ms("attach to a run of 1,000,000 lines", 1000)],
		measure: async () => [await attachToMillion(SHIPPED)],
	},
	{
		id: "filter",
		rows: [ms("filter key to frame, 1,000 elements"), ms("… more than with 100 elements", 16)],
		// Both fill the list, so that the difference is the filter and not what there is to draw.
		measure: async () => {
			const [many, few] = [await filterKey(SHIPPED, 1000), await filterKey(SHIPPED, 100)];
			return [many, Math.max(0, many - few)];
		},
	},
	{
		id: "runs",
		rows: [ms("list of 300 runs, some with 100 MB of events", 300)],
		measure: async () => [await listOfRuns()],
	},
	{ id: "resolve", rows: [ms("resolving 500 elements", 20)], measure: async () => [resolveLarge()] },
];

const { values } = parseArgs({ options: { only: { type: "string" } } });
const only = values.only?.split(",");
const results: Row[] = [];
for (const { id, rows, measure } of MEASUREMENTS) {
	if (only && !only.includes(id)) continue;
	process.stderr.write(`measuring: ${rows[0]?.name}\n`);
	try {
		const measured = await measure();
		results.push(...rows.map((row, index) => ({ ...row, value: measured[index] as number })));
	} catch (error) {
		const why = (error as Error).message;
		process.stderr.write(`${why}\n`);
		results.push(...rows.map((row) => ({ ...row, why: why.split("\n")[0] as string })));
	}
}
console.log(tableText(results));
process.exitCode = results.every(isMet) ? 0 : 1;
