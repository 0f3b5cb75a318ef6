import { resolve } from "node:path";

const CALL = /^(\d+)\s+(\w+)\((.*)$/;
const STRING = /"((?:[^"\\]|\\.)*)"/g;

/**
 * All absolute paths that the calls of a log of `strace -f -y -e trace=%file,fchdir,%process` looked for, found or not, but for those
 * of processes whose root is another one. `directory` is where the first process began.
 */
export function lookups(log: string, directory: string): Set<string> {
	const found = new Set<string>();
	const places = new Map<string, { cwd: string | undefined; root: boolean }>();
	/** What the processes have made themselves: it is theirs from then on. */
	const made = new Set<string>();
	/** Calls that were interrupted by those of other processes, by process. */
	const begun = new Map<string, string>();
	for (const raw of log.split("\n")) {
		const unfinished = /^(\d+)\s+(.*) <unfinished \.\.\.>$/.exec(raw);
		if (unfinished) begun.set(unfinished[1] as string, unfinished[2] as string);
		const resumed = /^(\d+)\s+<\.\.\. \w+ resumed>(.*)$/.exec(raw);
		const line = resumed ? `${resumed[1]} ${begun.get(resumed[1] as string) ?? ""}${resumed[2]}` : raw;
		const [, process = "", call = "", rest = ""] = CALL.exec(line) ?? [];
		if (unfinished || call === "") continue;
		// A child may be heard of before the call that made it returns: where it is, only its own calls tell until then.
		const place = places.get(process) ?? { cwd: places.size === 0 ? directory : undefined, root: false };
		places.set(process, place);
		const result = /\)\s+= (-?\d+)/.exec(rest)?.[1];
		if (/^(?:v?fork|clone3?)$/.test(call)) {
			const child = result === undefined ? undefined : places.get(result);
			if (result !== undefined && !child) places.set(result, { ...place });
			else if (child) Object.assign(child, { cwd: child.cwd ?? place.cwd, root: child.root || place.root });
			continue;
		}
		const cwd = /^AT_FDCWD<([^>]*)>/.exec(rest)?.[1];
		if (cwd !== undefined) place.cwd = cwd;
		if (call === "fchdir") place.cwd = /^\d+<([^>]*)>/.exec(rest)?.[1];
		const strings = [...rest.matchAll(STRING)].map(([, text = ""]) => text);
		const path = call === "symlink" || call === "symlinkat" ? strings[1] : strings[0];
		// Bytes that are no text: strace looked when the memory was already another one.
		if (path === undefined || path === "" || /\\\d/.test(path)) continue;
		if (call === "chroot" && result === "0") place.root = true;
		const folder = call === "symlinkat" ? /, (?:AT_FDCWD|\d+)<(\/[^>]*)>, "/ : /^\d+<(\/[^>]*)>, "/;
		const descriptor = folder.exec(rest)?.[1];
		const at = path.startsWith("/") ? "/" : (descriptor ?? place.cwd);
		if (call === "chdir" && result === "0") place.cwd = at === undefined ? undefined : resolve(at, path);
		if (place.root || at === undefined) continue;
		const whole = resolve(at, path);
		const makes = /^mkdir/.test(call) || /O_CREAT/.test(rest);
		// Where nothing can be made, such as a temporary folder of a random name, that is all that is heard.
		const refused = / = -1 EROFS /.test(rest);
		if (makes && result !== undefined && (!result.startsWith("-") || refused)) made.add(whole);
		if (![...made].some((one) => whole === one || whole.startsWith(`${one}/`))) found.add(whole);
	}
	return found;
}
