import * as z from "zod";
import type { Input } from "./input.js";

/** What is known of a hook after a build with layers: in the folder of the run, for `why` and for what the next build will do. */
export interface TaskRecord {
	/** Such as `install/50-x`. */
	readonly task: string;
	/** Whether it ran, or its layer was taken. */
	readonly outcome: "ran" | "cached";
	/**
	 * On what later hooks stand: `inputs`: its layer, taken again while its inputs are the same; `content`: it runs every time, and
	 * what it leaves is compared; `nothing`: the next build knows no more of it than this one did.
	 */
	readonly stands: "inputs" | "content" | "nothing";
	/** For the last two, why: a sentence each. */
	readonly reasons: readonly string[];
	/** What was known before it ran. */
	readonly inputs: readonly Input[];
	/** What it was seen to read. */
	readonly observed: readonly Input[];
	/** Where its layer lies in the store: its keys. */
	readonly layer?: { readonly declared: string; readonly key: string };
}

const NUMBERS = z.array(z.number().int().nonnegative());
const LINE = z.object({
	task: z.string(),
	outcome: z.enum(["ran", "cached"]),
	stands: z.enum(["inputs", "content", "nothing"]),
	reasons: z.array(z.string()),
	layer: z.object({ declared: z.string(), key: z.string() }).optional(),
	/** Inputs that no line before had; they are numbered through. */
	fresh: z.array(z.tuple([z.string(), z.string()])),
	inputs: NUMBERS,
	observed: NUMBERS,
});

/**
 * Makes the lines of a file of records: an input that several hooks have in common stands there once. `mask` hides what nobody may
 * see.
 */
export function createRecordLines(mask: (text: string) => string): (record: TaskRecord) => string {
	const numbers = new Map<string, number>();
	return ({ inputs, observed, reasons, ...record }) => {
		const fresh: [string, string][] = [];
		const numberOf = ({ name, value }: Input): number => {
			const pair = JSON.stringify([name, value]);
			const known = numbers.get(pair);
			if (known !== undefined) return known;
			fresh.push([mask(name), mask(value)]);
			numbers.set(pair, numbers.size);
			return numbers.size - 1;
		};
		const numbered = { inputs: inputs.map(numberOf), observed: observed.map(numberOf) };
		return `${JSON.stringify({ ...record, reasons: reasons.map(mask), fresh, ...numbered })}\n`;
	};
}

/** Reads such a file as far as it is whole: a build that was killed leaves half a line. Later records of a task count. */
export function parseTaskRecords(text: string): TaskRecord[] {
	const table: Input[] = [];
	const records = new Map<string, TaskRecord>();
	for (const line of text.split("\n")) {
		const parsed = LINE.safeParse(jsonOf(line));
		if (!parsed.success) break;
		const { fresh, inputs, observed, layer, ...record } = parsed.data;
		table.push(...fresh.map(([name, value]) => ({ name, value })));
		const known = (numbers: readonly number[]) => numbers.flatMap((number) => table[number] ?? []);
		records.set(record.task, {
			...record,
			...(layer ? { layer } : {}),
			...{ inputs: known(inputs), observed: known(observed) },
		});
	}
	return [...records.values()];
}

function jsonOf(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
