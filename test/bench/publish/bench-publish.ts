import { type ChildProcess, spawn } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { askGlance } from "../../support/servers/ask-glance.js";
import { openCloud } from "../../support/servers/open-cloud.js";

/**
 * npm run bench:publish -- --mib 512 --turns 3
 *
 * Sends the same file to a real Glance by diskwright, `openstack image create` and `curl -T`, in turn: seconds of the whole program,
 * the median rate, and the most memory that it had.
 */
const { values } = parseArgs({
	options: { mib: { type: "string", default: "512" }, turns: { type: "string", default: "3" } },
});
const mib = Number(values.mib);
const folder = mkdtempSync("/var/tmp/bench-publish-");
const file = join(folder, "image.img");
writeRandom();
const cloud = await openCloud();
const glance = askGlance(cloud);
const env = { ...cloud.demo, LC_ALL: "C.UTF-8", PYTHONWARNINGS: "ignore", XDG_STATE_HOME: join(folder, "state") };

const WAYS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
	diskwright: async () => [process.execPath, resolve("dist/bin/diskwright.js"), "publish", file, "--to", "glance"],
	openstack: async () => [
		"openstack",
		"image",
		"create",
		"image",
		"--disk-format",
		"raw",
		"--file",
		file,
		"-f",
		"value",
		"-c",
		"id",
	],
	curl: async () => {
		const id = await glance.create("image", "raw");
		const token = (await glance.openstack(["token", "issue", "-f", "value", "-c", "id"], "admin")).trim();
		const headers = [`X-Auth-Token: ${token}`, "Content-Type: application/octet-stream"].flatMap((one) => ["-H", one]);
		return ["curl", "-sSf", "-o", "/dev/null", "-T", file, ...headers, `${cloud.glance}/v2/images/${id}/file`];
	},
};

const seconds = new Map<string, number[]>();
const peaks = new Map<string, number>();
try {
	for (let turn = 1; turn <= Number(values.turns); turn++) {
		for (const [name, command] of Object.entries(WAYS)) {
			const argv = await command();
			const { took, peak } = await measure(argv);
			seconds.set(name, [...(seconds.get(name) ?? []), took]);
			peaks.set(name, Math.max(peaks.get(name) ?? 0, peak));
			console.log(`turn ${turn}  ${name.padEnd(10)}  ${took.toFixed(2)} s  ${peak} MiB`);
			await glance.removeAll();
		}
	}
	for (const [name, all] of seconds) {
		const median = all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
		console.log(
			`${name.padEnd(10)}  ${median.toFixed(2)} s  ${(mib / median).toFixed(0)} MiB/s  at most ${peaks.get(name)} MiB of memory`,
		);
	}
} finally {
	await cloud.close();
	rmSync(folder, { recursive: true, force: true });
}

function writeRandom(): void {
	const handle = openSync(file, "w");
	const part = Buffer.alloc(1 << 20);
	for (let written = 0; written < mib; written++) writeSync(handle, randomFillSync(part));
	closeSync(handle);
}

/** Runs a command; the kernel's own count of its memory is looked at until it ends. */
async function measure(argv: readonly string[]): Promise<{ readonly took: number; readonly peak: number }> {
	const [program = "", ...args] = argv;
	const begun = performance.now();
	const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
	let peak = 0;
	const timer = setInterval(() => {
		peak = Math.max(peak, peakOf(child));
	}, 50);
	const [code] = await once(child, "exit");
	clearInterval(timer);
	if (code !== 0) throw new Error(`${argv[0]} ended with ${code}`);
	return { took: (performance.now() - begun) / 1000, peak };
}

/** MiB. */
function peakOf({ pid }: ChildProcess): number {
	try {
		return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024);
	} catch {
		return 0;
	}
}
