import type { Cost } from "./measure.js";
import { known, median, type Result } from "./results.js";
import { isReached, mustText, type Row } from "./rows.js";

/** What the page's tables are made of. */
export interface Measured {
	readonly rows: readonly Row[];
	/** Every way that a row names, with its title and the program that its figures have to be of. */
	readonly ways: readonly { readonly id: string; readonly title: string; readonly program: string }[];
	readonly results: readonly Result[];
	/** Of the host, and of what it did besides: a line each. */
	readonly facts: readonly string[];
}

const BEGIN = "<!-- What npm run bench has measured: -->";
const END = "<!-- that was it. -->";

/** The page with these tables in the place of those that it has. Throws where it has no place for them. */
export function withTables(page: string, tables: string): string {
	const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
	if (begin < 0 || end < begin) throw new Error(`the page has no lines '${BEGIN}' and '${END}'`);
	return `${page.slice(0, begin + BEGIN.length)}\n\n${tables.trim()}\n\n${page.slice(end)}`;
}

/** The tables: rows with their verdicts, raw figures of every way, packages, and the host. */
export function tables({ rows, ways, results, facts }: Measured): string {
	const of = (id: string) => known(results, id, ways.find((way) => way.id === id)?.program ?? "");
	const title = (id: string) => ways.find((way) => way.id === id)?.title ?? id;
	const used = ways.filter(({ id }) => rows.some(({ way, against }) => id === way || id === against));
	return [
		...facts,
		"",
		...table(
			["work", "must", "goal", "wall", "CPU s", "s", "against", "turns", ""],
			rows.map((row) => {
				const [own, other] = [of(row.way), of(row.against)];
				const [wall, base] = [middle(own.costs, "seconds"), middle(other.costs, "seconds")];
				const [cpu, baseCpu] = [middle(own.costs, "cpuSeconds"), middle(other.costs, "cpuSeconds")];
				return [
					row.work,
					row.must ? mustText(row.must) : "",
					row.goal ? mustText(row.goal) : "",
					...[ratio(row, wall, base), ratio(row, cpu, baseCpu), figure(wall), figure(base)],
					`${own.costs.length}, ${other.costs.length}`,
					verdict(row, wall, base, own.fault),
				];
			}),
		),
		"",
		"Medians, and every figure in the order in which it was measured:",
		"",
		...table(
			["way of building", "wall s", "CPU s", "peak MiB", "written MiB", "image MiB", "others", "wall s of each turn"],
			used.map(({ id }) => {
				const { costs } = of(id);
				const cell = (what: keyof Cost) => figure(middle(costs, what));
				const { earlier } = of(id);
				return [
					earlier === undefined ? title(id) : `${title(id)} (at ${earlier})`,
					...[
						cell("seconds"),
						cell("cpuSeconds"),
						cell("peakMiB"),
						cell("writtenMiB"),
						cell("imageMiB"),
						cell("others"),
					],
					costs.map(({ seconds }) => figure(seconds)).join(" · "),
				];
			}),
		),
		...faults(used.map(({ id }) => [title(id), of(id).fault])),
		"",
		...packagesText(used.map(({ id }) => [title(id), of(id).packages])),
	].join("\n");
}

/** Whether a row reaches what it has to, in words. */
function verdict({ must }: Row, own: number, other: number, fault?: string): string {
	if (fault !== undefined) return "**failed**";
	if (Number.isNaN(own)) return "not measured";
	if (!must) return "";
	if (Number.isNaN(other) && (must.times !== undefined || must.percentSlower !== undefined))
		return "nothing to compare";
	return isReached(own, other, must) ? "reached" : "**missed**";
}

/** How many times faster, or, where that is asked, how many percent slower. */
function ratio({ must }: Row, own: number, other: number): string {
	if (Number.isNaN(own) || Number.isNaN(other)) return "–";
	if (must?.percentSlower === undefined) return `${figure(other / own)}x`;
	const percent = (own / other - 1) * 100;
	return `${Math.abs(percent).toFixed(1)} % ${percent > 0 ? "slower" : "faster"}`;
}

const middle = (costs: readonly Cost[], what: keyof Cost) => median(costs.map((cost) => cost[what]));

const figure = (value: number) => (Number.isNaN(value) ? "–" : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0));

const faults = (all: readonly (readonly [string, string | undefined])[]) =>
	all.flatMap(([title, fault]) => (fault === undefined ? [] : ["", `Failed: ${title}: ${fault.split("\n")[0]}`]));

/** What the first set of packages and each other one have in common. */
function packagesText(all: readonly (readonly [string, readonly string[] | undefined])[]): string[] {
	const [[base, first] = [], ...others] = all.filter(([, packages]) => packages);
	if (!first) return [];
	return [
		`Packages: ${first.length} (${base}).`,
		...others.map(([title, packages = []]) => {
			const only = [
				...packages.filter((entry) => !first.includes(entry)).map((entry) => `more: ${entry}`),
				...first.filter((entry) => !packages.includes(entry)).map((entry) => `less: ${entry}`),
			];
			return `* ${title}: ${only.length === 0 ? "the same" : only.join(", ")}`;
		}),
	];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
