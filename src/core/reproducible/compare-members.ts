/** One file of an archive of a tree. */
export interface Member {
	/** Without `./` in front. */
	readonly path: string;
	/** As tar calls it: `0` file, `1` hard link, `2` link, `5` folder, … */
	readonly kind: string;
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** Seconds since 1970, as written. */
	readonly time: string;
	readonly link: string;
	readonly bytes: number;
	/** Device numbers. */
	readonly device: string;
	/** Extended attributes and access lists. */
	readonly attributes: string;
	/** SHA-256 of the content. */
	readonly digest: string;
}

/** A file that two trees do not have alike. */
export interface Difference {
	readonly path: string;
	/** In words: `mode 644 and 600`. */
	readonly how: readonly string[];
	/** The content of a file that both have differs, and everybody in the image may read it. */
	readonly shows: boolean;
}

/** What differs between two trees, by path; empty when they are alike. */
export function compareMembers(one: readonly Member[], other: readonly Member[]): Difference[] {
	const others = new Map(other.map((member) => [member.path, member]));
	const differences: Difference[] = [];
	for (const member of one) {
		const twin = others.get(member.path);
		others.delete(member.path);
		const how = twin ? differs(member, twin) : ["only in the first build"];
		if (how.length === 0) continue;
		const isOpen = twin !== undefined && (member.mode & twin.mode & 0o004) !== 0;
		differences.push({ path: member.path, how, shows: isOpen && member.kind === "0" && member.digest !== twin.digest });
	}
	for (const path of others.keys()) differences.push({ path, how: ["only in the second build"], shows: false });
	return differences.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function differs(a: Member, b: Member): string[] {
	if (a.kind !== b.kind) return ["another kind of file"];
	const octal = (mode: number) => (mode & 0o7777).toString(8);
	const words: [boolean, string][] = [
		[a.digest !== b.digest, a.bytes === b.bytes ? "content" : `content, ${a.bytes} and ${b.bytes} bytes`],
		[a.link !== b.link, `leads to ${a.link} and ${b.link}`],
		[a.mode !== b.mode, `mode ${octal(a.mode)} and ${octal(b.mode)}`],
		[a.uid !== b.uid || a.gid !== b.gid, `owner ${a.uid}:${a.gid} and ${b.uid}:${b.gid}`],
		[a.device !== b.device, `device ${a.device} and ${b.device}`],
		[a.attributes !== b.attributes, "attributes"],
		[a.time !== b.time, `time ${a.time} and ${b.time}`],
	];
	return words.flatMap(([different, word]) => (different ? [word] : []));
}

const LONGEST = 60;

/** The first line that two texts do not have alike, in words; undefined where one of them is no text. */
export function firstDifferentLine(one: string, other: string): string | undefined {
	if (/[\0\ufffd]/.test(one + other)) return undefined;
	const [a, b] = [one.split("\n"), other.split("\n")];
	const at = a.findIndex((line, index) => line !== b[index]);
	const line = at < 0 ? a.length : at;
	const short = (text: string | undefined) =>
		text === undefined ? "nothing" : `'${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}'`;
	return `line ${line + 1}: ${short(a[line])} and ${short(b[line])}`;
}
