import { packageDifference } from "../apt/package-difference.js";

/** One thing that a task could have read, and what it was. Two lists of inputs with the same digest lead to the same layer. */
export interface Input {
	/** For people too: `environment DIB_RELEASE`, `content of install.d/50-x`, `host file /usr/bin/git`. */
	readonly name: string;
	/** The value itself where it is short and no secret, else a digest. */
	readonly value: string;
}

/** The first input that is not as it was. */
export interface Difference {
	readonly name: string;
	/** Absent when there was no such input before. */
	readonly before?: string;
	/** Absent when there is none any more. */
	readonly now?: string;
}

/**
 * The first input, in the order of `now` and then of what is gone, whose value differs; undefined when all are equal. What
 * explains most stands first in such lists: a task's own hook before the names around it, the layers below it last.
 */
export function firstDifference(before: readonly Input[], now: readonly Input[]): Difference | undefined {
	return allDifferences(before, now)[0];
}

/** All inputs that are not as they were, in the order of `firstDifference`. */
export function allDifferences(before: readonly Input[], now: readonly Input[]): Difference[] {
	const old = new Map(before.map(({ name, value }) => [name, value]));
	const differences: Difference[] = [];
	for (const { name, value } of now) {
		const was = old.get(name);
		if (was !== value) differences.push({ name, ...(was === undefined ? {} : { before: was }), now: value });
	}
	for (const { name } of now) old.delete(name);
	return [...differences, ...[...old].map(([name, was]) => ({ name, before: was }))];
}

/** One line for people: `content of install.d/50-x: 1f0c… → 77ab…`, `hooks tree data/new: new`. */
export function differenceText(difference: Difference): string {
	const { name, before, now } = difference;
	const told = packageDifference(difference);
	if (told !== undefined) return told;
	if (before === undefined) return `${name} is new: ${shortValue(now ?? "")}`;
	if (now === undefined) return `${name} is gone, it was ${shortValue(before)}`;
	const [was, is] = isOfFile(before) && isOfFile(now) ? withoutCommon(before, now) : [before, now];
	return `${name}: ${shortValue(was)} → ${shortValue(is)}`;
}

/** `file 0644 0:0 DIGEST`, as files are told. */
const isOfFile = (value: string) => /^(?:file|folder|link|other) [0-7]{4} \d+:\d+\b/.test(value);

/** Without the words at the beginning and at the end that are the same in both. */
function withoutCommon(before: string, now: string): [string, string] {
	const [was, is] = [before.split(" "), now.split(" ")];
	while (was.length > 1 && is.length > 1 && was[0] === is[0]) for (const words of [was, is]) words.shift();
	while (was.length > 1 && is.length > 1 && was.at(-1) === is.at(-1)) for (const words of [was, is]) words.pop();
	return [was.join(" "), is.join(" ")];
}

const DIGEST = /\b([0-9a-f]{12})[0-9a-f]{52}\b/g;
const LONGEST = 80;

/** Digests are cut to twelve digits, other values to a line. */
function shortValue(value: string): string {
	const short = value.replaceAll(DIGEST, "$1");
	if (short === "") return "nothing";
	return short.length > LONGEST ? `${short.slice(0, LONGEST - 1)}…` : short;
}
