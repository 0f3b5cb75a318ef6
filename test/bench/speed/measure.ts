import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { controlGroup } from "../control-group.js";
import { clearFolder, type Way } from "./ways.js";

/** What one build cost. */
export interface Cost {
	readonly seconds: number;
	readonly cpuSeconds: number;
	readonly peakMiB: number;
	/** What its processes wrote to files on disks, in MiB; memory is no disk. */
	readonly writtenMiB: number;
	readonly imageMiB: number;
	/** Processors that others kept busy meanwhile. */
	readonly others: number;
}

/**
 * Builds once in `turn` (0 does not count), with so many times the usual weight on processors, and returns what it cost. Throws with the end of what it printed when it fails, or has not
 * done what its row is about.
 */
export async function measure(way: Way, turn: number, weight: number): Promise<Cost> {
	clearFolder(way);
	const options = {
		cwd: way.folder,
		env: { ...way.env },
		extendEnv: false,
		all: true,
		stdin: "ignore",
		reject: false,
	} as const;
	const before = way.before?.(turn);
	if (before !== undefined) {
		const { exitCode, all } = await execa("bash", ["-euc", before], options);
		if (exitCode !== 0) throw new Error(`what comes before ended with ${exitCode}\n${lastLines(all)}`);
	}
	const script = way.script(turn);
	const group = controlGroup(weight);
	const busy = busySeconds();
	const start = performance.now();
	// The shell's own figures hold those of all children that were waited for.
	const text = `${group.enter}; rc=0; (${script}) || rc=$?; echo; cat /proc/$$/io; exit $rc`;
	const { exitCode, all = "" } = await execa("bash", ["-c", text], options);
	const seconds = (performance.now() - start) / 1000;
	const busyThen = busySeconds();
	const usage = await group.close();
	if (exitCode !== 0) throw new Error(`ended with ${exitCode}\n${lastLines(all)}`);
	if (!way.proof.test(all)) throw new Error(`did not say ${way.proof}\n${lastLines(all)}`);
	const written = Number(/^write_bytes: (\d+)$/m.exec(all)?.[1]) / 2 ** 20;
	const sizes = way.images.map((image) => statSync(join(way.folder, `${image}.qcow2`)).size / 2 ** 20);
	return {
		...{ seconds, ...usage, writtenMiB: written, imageMiB: sizes.reduce((sum, size) => sum + size, 0) },
		others: Math.max(0, (busyThen - busy - usage.cpuSeconds) / seconds),
	};
}

/** Seconds that the processors of this host have worked since it was started. */
function busySeconds(): number {
	const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (
		readFileSync("/proc/stat", "utf8").split("\n")[0] ?? ""
	)
		.split(/\s+/)
		.slice(1)
		.map(Number);
	return (user + nice + system + irq + softirq) / 100;
}

const lastLines = (text = "") => text.split("\n").slice(-30).join("\n");
