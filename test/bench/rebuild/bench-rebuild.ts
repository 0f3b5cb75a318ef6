/**
 * npm run bench:rebuild [-- --runs N] [--tiny] [--dib]
 *
 * What a build costs that an earlier one has gone before: nothing changed, one hook changed, and what layers cost when all of them
 * are missed. The rows are measured in turn, so that all meet the same weather, after one build that fills the caches. With
 * --tiny the image is that of the tests' tiny operating system, without a mirror; with --dib diskimage-builder builds the same image in
 * every turn. Needs root.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { controlGroup } from "../control-group.js";
import { upstream } from "../sides.js";

const PROJECT = resolve(import.meta.dirname, "../../..");
const PROFILE = "debian-vm";
const { values } = parseArgs({
	options: { runs: { type: "string", default: "5" }, tiny: { type: "boolean" }, dib: { type: "boolean" } },
});
const scratch = mkdtempSync("/var/tmp/diskwright-rebuild-");
const hook = join(scratch, "elements/changing/install.d/90-changing");

interface Row {
	readonly title: string;
	/** Shell text that builds in the current directory. */
	readonly script: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly prepare?: () => void;
	/** In what it has printed: that it has done what the row is about. */
	readonly proof: RegExp;
}

interface Measured {
	readonly seconds: number;
	readonly cpuSeconds: number;
	readonly peakMiB: number;
}

const env = {
	HOME: join(scratch, "home"),
	XDG_STATE_HOME: join(scratch, "state"),
	ELEMENTS_PATH: `${join(scratch, "elements")}:${join(PROJECT, "test/fixtures/elements")}`,
	PATH: process.env.PATH ?? "",
	...(values.tiny ? { DIB_JOURNAL_SIZE: "4" } : {}),
};

const own = (name: string, options: string) => {
	const program = `exec ${process.execPath} ${join(PROJECT, "dist/bin/diskwright.js")}`;
	const what = values.tiny ? "-n -t qcow2 tiny-os changing" : `${PROFILE} changing`;
	return `${program} build ${what} --yes -o ${name} --image-cache ${scratch}/cache ${options}`;
};

/** A text that no hook had before. */
let edits = 0;
function edit(): void {
	edits += 1;
	mkdirSync(join(hook, ".."), { recursive: true });
	writeFileSync(hook, `#!/bin/bash\nset -eu\necho "${process.pid} ${edits}" >/etc/changing\n`, { mode: 0o755 });
}

const rows: readonly Row[] = [
	{ title: "nothing changed", script: own("kept", "--layers"), proof: /^Nothing has changed since/m },
	{
		title: "one install.d hook changed",
		script: own("changed", "--layers"),
		prepare: edit,
		proof: /[1-9]\d* hooks? taken/,
	},
	{ title: "layers off", script: own("plain", ""), proof: /Build completed/ },
	{
		title: "layers on, all missed",
		script: own("missed", "--layers --no-cache"),
		proof: /\b0 hooks taken from layers/,
	},
	...(values.dib
		? [
				{
					...{ title: "diskimage-builder, warm", proof: /./ },
					...(({ script, env: upstreamEnv }) => ({ script, env: upstreamEnv }))(
						upstream(PROFILE, join(scratch, "dib")),
					),
				},
			]
		: []),
];

async function measure({ title, script, prepare, proof, env: more = env }: Row): Promise<Measured> {
	const folder = join(scratch, "out");
	mkdirSync(folder, { recursive: true });
	prepare?.();
	const group = controlGroup(`diskwright-rebuild-${process.pid}`);
	const start = performance.now();
	const ended = await execa("bash", ["-c", `${group.enter}; ${script}`], {
		...{ cwd: folder, env: more, extendEnv: false, all: true, stdin: "ignore", reject: false },
	});
	const seconds = (performance.now() - start) / 1000;
	const usage = await group.close();
	const said = ended.all ?? "";
	if (ended.exitCode !== 0 || !proof.test(said)) {
		throw new Error(`${title}: ended with ${ended.exitCode}\n${said.split("\n").slice(-30).join("\n")}`);
	}
	return { seconds, ...usage };
}

function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function line(title: string, cells: readonly (string | number)[]): void {
	const shown = cells.map((cell) => (typeof cell === "number" ? cell.toFixed(cell < 10 ? 2 : 1) : cell));
	console.log(title.padEnd(30) + shown.map((cell) => cell.padStart(11)).join(""));
}

try {
	console.log(
		`${new Date().toISOString().slice(0, 16)}  ${cpus().length} x ${cpus()[0]?.model ?? "?"}, Node ${process.version}`,
	);
	cpSync(join(PROJECT, "test/fixtures/elements/tiny-os"), join(scratch, "elements/tiny-os"), { recursive: true });
	edit();
	// The images that stand, and all caches.
	for (const name of ["kept", "changed"]) {
		await measure({ title: `first build of ${name}`, script: own(name, "--layers"), proof: /Build completed/ });
	}
	const kept = rows.find(({ title }) => title === "nothing changed");
	const measured = new Map(rows.map((row) => [row, [] as Measured[]]));
	line("", ["wall s", "CPU s", "peak MiB"]);
	for (let turn = 0; turn <= Number(values.runs); turn += 1) {
		for (const row of rows) {
			// The hook that another row has edited belongs to this image too.
			if (row === kept)
				await measure({ title: "again", script: own("kept", "--layers --again"), proof: /Build completed/ });
			const one = await measure(row);
			if (turn > 0) measured.get(row)?.push(one);
			line(`${row.title} ${turn || "warm-up"}`, [one.seconds, one.cpuSeconds, one.peakMiB]);
		}
	}
	console.log();
	line("medians", ["wall s", "CPU s", "peak MiB"]);
	for (const [{ title }, all] of measured) {
		const of = (what: keyof Measured) => median(all.map((one) => one[what]));
		line(title, [of("seconds"), of("cpuSeconds"), of("peakMiB")]);
	}
} finally {
	rmSync(scratch, { recursive: true, force: true });
}
