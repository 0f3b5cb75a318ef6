/**
 * npm run bench:compat [-- --only NAME] [--against upstream] [--keep FOLDER]
 *
 * Builds ten lists of elements with diskimage-builder and with diskwright, both with the elements of diskimage-builder,
 * and compares the trees file by file. Where a list can boot, it is booted, and built with our own elements too: they
 * must install the same packages. Ends with 1 on a difference that explained.ts does not explain, and on an image that
 * does not boot.
 *
 * `--against upstream` builds twice with diskimage-builder instead: what differs then is chance. `--keep` leaves
 * everything in a folder, and takes from there what an earlier run has built. Runs in a mount namespace of its own, as
 * root.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EXPLAINED } from "./explained.js";
import { type ElementList, LISTS } from "./lists.js";
import { asTree, follows, type Packages } from "./packages.js";
import { type Builder, boot, build, type Place } from "./programs.js";
import { readOutput, readPackages } from "./read-output.js";
import { makeSources } from "./sources.js";
import { compareTrees, type Difference, type Tree } from "./tree.js";

const { values } = parseArgs({
	options: {
		only: { type: "string", multiple: true },
		against: { type: "string", default: "diskwright" },
		keep: { type: "string" },
	},
});
const scratch = values.keep ?? mkdtempSync("/var/tmp/diskwright-compat-");
const WIDTHS = [16, 14, 13, 11, 12, 12, 8];

function row(cells: readonly (string | number)[]): void {
	console.log(
		cells.map((cell, index) => (index ? `${cell}`.padStart(WIDTHS[index] ?? 10) : `${cell}`.padEnd(16))).join(""),
	);
}

const isExplained = ({ path, aspect }: Difference) =>
	EXPLAINED.some((entry) => entry.path === path && entry.aspect === aspect);

/** Builds one side of a list, unless a kept folder holds it. */
async function make(builder: Builder, list: ElementList, side: string, place: Place) {
	const folder = join(scratch, list.name.replaceAll(" ", "-"), side);
	const finished = join(folder, "seconds");
	if (!existsSync(finished)) {
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		writeFileSync(finished, String(await build(builder, list, folder, place)));
	}
	return { folder, seconds: Number(readFileSync(finished, "utf8")) };
}

function read(folder: string, list: ElementList): Tree {
	const tree = join(folder, "tree");
	rmSync(tree, { recursive: true, force: true });
	return readOutput(join(folder, `image.${list.types[0]}`), tree);
}

/** Compares one list; returns the number of what is not as it should be. */
async function compareList(list: ElementList, place: Place): Promise<number> {
	const upstream = await make("upstream", list, "upstream", place);
	const ours = await make(values.against as Builder, list, "diskwright", place);
	const trees = [read(upstream.folder, list), read(ours.folder, list)] as const;
	const differences = compareTrees(...trees);
	const problems = await tell(list, ours, differences, differences.filter(isExplained), {
		name: list.name,
		compared: `${trees[1].size} files`,
		upstream: `${upstream.seconds.toFixed(0)} s`,
	});
	return problems + (list.withOwnElements ? await compareWithOwn(list, ours.folder, place) : 0);
}

/** Builds the list with our own elements too, and compares what is installed. */
async function compareWithOwn(list: ElementList, folder: string, place: Place): Promise<number> {
	const own = await make("own elements", list, "own", place);
	const sides = [folder, own.folder].map((at) => readPackages(join(at, "image.raw"))) as [Packages, Packages];
	const differences = compareTrees(asTree(sides[0]), asTree(sides[1]));
	const causes = differences.filter(isExplained).map(({ path }) => path.slice("package ".length));
	const explained = differences.filter((one) => isExplained(one) || follows(one, sides, causes));
	const compared = `${sides[1].size} packages`;
	return tell(list, own, differences, explained, { name: "  own elements", compared, upstream: "" });
}

/** Boots what can be booted and prints a row, with what is not explained below it; returns the number of problems. */
async function tell(
	list: ElementList,
	{ folder, seconds }: { folder: string; seconds: number },
	differences: readonly Difference[],
	explained: readonly Difference[],
	{ name, compared, upstream }: { name: string; compared: string; upstream: string },
): Promise<number> {
	const login = list.boots && (await boot(folder, list.boots));
	const boots = login === undefined ? "" : login ? `${login.toFixed(0)} s` : "no";
	row([name, compared, differences.length, explained.length, upstream, `${seconds.toFixed(0)} s`, boots]);
	const unexplained = differences.filter((difference) => !explained.includes(difference));
	for (const { path, aspect, upstream: theirs, diskwright } of unexplained) {
		console.log(`    ${path}: ${aspect} ${theirs} / ${diskwright}`);
	}
	return unexplained.length + (boots === "no" ? 1 : 0);
}

async function compareAll(): Promise<number> {
	const place = { home: join(scratch, "home"), sources: join(scratch, "sources") };
	mkdirSync(place.home, { recursive: true });
	makeSources(place.sources);
	row(["list", "compared", "differences", "explained", "upstream", "diskwright", "boots"]);
	let problems = 0;
	for (const list of LISTS.filter(({ name }) => values.only?.includes(name) ?? true)) {
		problems += await compareList(list, place);
		if (!values.keep) rmSync(join(scratch, list.name.replaceAll(" ", "-")), { recursive: true, force: true });
	}
	console.log(problems ? `${problems} unexplained` : "nothing unexplained");
	return problems ? 1 : 0;
}

try {
	// What a failed build leaves in /tmp goes with the namespace.
	execFileSync("mount", ["-t", "tmpfs", "none", "/tmp"]);
	process.exitCode = await compareAll();
} finally {
	if (!values.keep) rmSync(scratch, { recursive: true, force: true });
}
