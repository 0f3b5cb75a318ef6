import type { TaskProgress } from "../run/build-state.js";

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
export function readPercentage(line: string): TaskProgress | undefined {
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
