import type { TaskProgress } from "../run/build-state.js";
import { PackageSteps } from "./package-steps.js";

/** Other words in a line than those that any of the tools begin with are not looked at twice. */
const WORTH_A_LOOK = /%|^\s*\d|^(?:I: |Get:|Need to get|Unpacking|Setting up|Writing|Allocating)/;

/** Reads off a task's output how far it is. Pure: knows lines, no clock. */
export class TaskMeter {
	readonly #packages = new PackageSteps();
	#step: TaskProgress | undefined;
	#share = 0;

	/** Takes a clean line, or one that is still being overwritten. */
	read(line: string): void {
		if (!WORTH_A_LOOK.test(line)) return;
		const step = readBootstrapStep(line) ?? this.#packages.read(line) ?? readPercentage(line);
		if (step) this.take(step);
	}

	/** Takes what somebody else knows of the task. */
	take(step: TaskProgress): void {
		// A second run of the same tool does not take back what the first one did.
		if (step.share !== undefined) this.#share = Math.max(this.#share, step.share);
		this.#step = step;
	}

	/** How far the task is; undefined when nothing said so. */
	get progress(): TaskProgress | undefined {
		if (!this.#step || this.#share === 0) return this.#step;
		return { ...this.#step, share: Math.round(this.#share * 1000) / 1000 };
	}
}

/**
 * The steps of mmdebstrap(1), which it names as it begins them, and how much of a bootstrap is done then: apt and dpkg tell
 * it nothing in between that it would print. Shares as they were in Debian on slow and on fast machines.
 */
const STEPS: readonly { readonly line: RegExp; readonly label: string; readonly share: number }[] = [
	{ line: /^I: running apt-get update/, label: "updating package lists, step", share: 0.05 },
	{ line: /^I: downloading packages with apt/, label: "downloading packages, step", share: 0.2 },
	{ line: /^I: extracting archives/, label: "extracting archives, step", share: 0.27 },
	{ line: /^I: installing essential packages/, label: "installing essential packages, step", share: 0.43 },
	{ line: /^I: installing remaining packages/, label: "installing remaining packages, step", share: 0.74 },
	{ line: /^I: success in [\d.]+ seconds/, label: "bootstrapped, step", share: 0.97 },
];

/** The step of mmdebstrap that a line begins; undefined when it begins none. */
function readBootstrapStep(line: string): TaskProgress | undefined {
	const index = STEPS.findIndex((step) => step.line.test(line));
	const step = STEPS[index];
	return step && { label: step.label, current: index + 1, total: STEPS.length, unit: "items", share: step.share };
}

/** Tools that say how much of one thing is done, by what their line looks like. */
const TOOLS: readonly { readonly label: string; readonly line: RegExp; readonly whole?: true }[] = [
	// qemu-img -p: nothing else happens in its task.
	{ label: "image written", line: /^\s*\((?<percent>\d+(?:\.\d+)?)\/100%\)/, whole: true },
	// curl's table: % Total, % Received, % Xferd.
	{ label: "downloading", line: /^\s*(?<percent>\d{1,3})\s+[\d.]+[kMGTP]?\s+\d{1,3}\s+[\d.]+[kMGTP]?\s+\d{1,3}\s/ },
	// curl -#, and wget's two ways.
	{ label: "downloading", line: /^#+[#\s=O-]*\s(?<percent>\d{1,3}(?:\.\d)?)%$/ },
	{ label: "downloading", line: /^\s*\d+[KM](?:\s\.{1,10}){1,5}\s+(?<percent>\d{1,3})%/ },
	{ label: "downloading", line: /\s(?<percent>\d{1,3})%\s?\[[=>+ ]+\]/ },
	// apt's own bar, and unsquashfs and mksquashfs.
	{ label: "packages", line: /^Progress: \[\s*(?<percent>\d{1,3})%\]/ },
	{ label: "squashfs", line: /^\[[=|\\/\s-]*\]\s+\d+\/\d+\s+(?<percent>\d{1,3})%/ },
];
/** git: `Receiving objects:  45% (450/1000), 1.20 MiB | 2.00 MiB/s`. */
const GIT =
	/^(?:remote: )?(Counting objects|Compressing objects|Receiving objects|Resolving deltas|Updating files):\s+\d+% \((\d+)\/(\d+)\)/;
/** mke2fs, of which the inode tables take time on a large disk. */
const COUNTED = /^(Allocating group tables|Writing inode tables):\s+(\d+)\/(\d+)/;

/** What a line of a tool says about how far it is; undefined when it says nothing. */
function readPercentage(line: string): TaskProgress | undefined {
	const [, label, current, total] = GIT.exec(line) ?? COUNTED.exec(line) ?? [];
	if (label) return { label: label.toLowerCase(), current: Number(current), total: Number(total), unit: "items" };
	// Most lines have none.
	if (!/\d%|^\s*\d{1,3}\s+[\d.]/.test(line)) return undefined;
	for (const { label: name, line: pattern, whole } of TOOLS) {
		const percent = Number(pattern.exec(line)?.groups?.percent ?? Number.NaN);
		if (!(percent >= 0 && percent <= 100)) continue;
		return {
			label: name,
			current: Math.floor(percent),
			total: 100,
			unit: "percent",
			...(whole ? { share: percent / 100 } : {}),
		};
	}
	return undefined;
}
