/** What strace saw of one hook of a whole build. */
export interface TracedHook {
	/** The lines of its processes, as strace writes them. */
	readonly log: string;
	/** Files of the hooks tree that they opened or ran, below that tree. */
	readonly opened: ReadonlySet<string>;
	/** Folders of the hooks tree that they listed. */
	readonly listed: ReadonlySet<string>;
}

/** A hook begins when a process becomes it: outside the image in the build's folder, inside in `/tmp/in_target.d`. */
const BEGINS = /^(\d+)\s+execve\("(?:\/[^"]*\/hooks|\/tmp\/in_target\.d)\/([a-z-]+)\.d\/([^/"]+)", .* = 0$/;
const CHILD = /^(\d+)\s+(?:v?fork|clone3?|<\.\.\. (?:v?fork|clone3?) resumed>).* = (\d+)$/;
const TREE = '(?:/[^>"]*/hooks|/(?:[^>"]*/)?tmp/in_target\\.d)';
const OPENED = new RegExp(`\\bopenat\\(.*\\) = \\d+<${TREE}/([^>]*)>$`);
const RUN = new RegExp(`\\bexecve\\("${TREE}/([^"]*)".* = 0$`);
const LISTED = new RegExp(`\\bgetdents64\\(\\d+<${TREE}(?:/([^>]*))?>`);

/** The hooks of a build whose whole log this is (`strace -f -y`), by task: `install/50-x`. */
export function hooksOfLog(log: string): ReadonlyMap<string, TracedHook> {
	const lines = log.split("\n");
	const parents = new Map<string, string>();
	for (const line of lines) {
		const [, parent, child] = CHILD.exec(line) ?? [];
		if (parent !== undefined && child !== undefined) parents.set(child, parent);
	}
	const hooks = new Map<string, { log: string[]; opened: Set<string>; listed: Set<string> }>();
	/** The hook that a process belongs to. */
	const owners = new Map<string, string>();
	const ownerOf = (process: string | undefined): string | undefined =>
		process === undefined ? undefined : (owners.get(process) ?? ownerOf(parents.get(process)));
	for (const line of lines) {
		const process = /^(\d+)/.exec(line)?.[1];
		const [, begins, phase, name] = BEGINS.exec(line) ?? [];
		if (begins !== undefined && ownerOf(begins) === undefined) {
			owners.set(begins, `${phase}/${name}`);
			hooks.set(`${phase}/${name}`, { log: [], opened: new Set(), listed: new Set() });
		}
		const hook = hooks.get(ownerOf(process) ?? "");
		if (!hook) continue;
		hook.log.push(line);
		const opened = /O_PATH|O_CREAT|O_DIRECTORY/.test(line) ? undefined : OPENED.exec(line)?.[1];
		const file = opened ?? RUN.exec(line)?.[1];
		if (file !== undefined) hook.opened.add(file);
		const folder = LISTED.exec(line);
		if (folder) hook.listed.add(folder[1] ?? "");
	}
	return new Map([...hooks].map(([task, hook]) => [task, { ...hook, log: hook.log.join("\n") }]));
}
