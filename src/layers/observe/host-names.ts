import {
	closeSync,
	fstatSync,
	lstatSync,
	openSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	statSync,
} from "node:fs";
import { dirname } from "node:path";
import {
	isPackaged,
	meansName,
	type NamedPaths,
	type NamingOptions,
	pathsInEnvironment,
	pathsInText,
} from "../../core/layers/named-paths.js";
import { WHOLE_BUILD } from "../../core/layers/whole-build.js";
import { isTooYoung } from "../../core/layers/young.js";

/** Texts of hooks are small; more than that is data. */
const LARGEST_TEXT = 256 << 10;

/** No shell's text: programs that are told apart by their packages or versions. */
const NO_TEXT = /\.(?:[cm]?js|map|json|node|wasm|so|pyc|gz|xz|zst|tar|deb|qcow2|raw|img)$/;

const KERNELS = /^\/(?:proc|sys|dev)(?:\/|$)/;

/** Where names come and go that nobody means. */
const BUSY = new Set(["/", "/tmp", "/var/tmp", "/run", "/var/run"]);

export interface HostNamesOptions {
	/** Folders whose names tell nothing of the host: the build's, those of downloads. */
	readonly except: readonly string[];
	/** Folders whose listing means nothing either: where every build makes its own. */
	readonly busy: readonly string[];
}

/** What a hook outside the image may only ask for by name: kept from before it ran. */
export interface HostNames {
	/** By path, before the hook ran. */
	readonly paths: ReadonlyMap<string, string>;
	readonly folders: ReadonlySet<string>;
}

/** Reads texts for the paths that they name, each once. */
export class NameReader {
	readonly #known = new Map<string, NamedPaths>();
	#naming: NamingOptions | undefined;

	constructor(readonly options: HostNamesOptions) {}

	/** What these files and the environment name, looked at now. Files that are no text name nothing. */
	read(naming: NamingOptions, files: readonly string[]): HostNames {
		// What a text names depends on the environment, which is the same for all hooks of a phase.
		if (this.#naming?.environment !== naming.environment || this.#naming.directory !== naming.directory)
			this.#known.clear();
		this.#naming = naming;
		const named = [pathsInEnvironment(naming), ...files.map((file) => this.#inFile(file, naming))];
		const isHosts = (path: string) => !KERNELS.test(path) && !this.#isExcepted(path);
		const all = (what: keyof NamedPaths) => named.flatMap((one) => [...one[what]]).filter(isHosts);
		return {
			paths: new Map(all("paths").map((path) => [path, hostPathValue(path)])),
			folders: new Set(all("folders").filter((path) => !BUSY.has(path) && !this.options.busy.includes(path))),
		};
	}

	#inFile(file: string, naming: NamingOptions): NamedPaths {
		const known = this.#known.get(file);
		if (known) return known;
		const text = textOf(file);
		const named = text === undefined ? NOTHING : pathsInText(text, naming);
		this.#known.set(file, named);
		return named;
	}

	#isExcepted(path: string): boolean {
		return this.options.except.some((folder) => path === folder || path.startsWith(`${folder}/`));
	}
}

const NOTHING: NamedPaths = { paths: new Set(), folders: new Set() };

/** Whether a file of the host is one whose text is read for names; programs of packages are known by these. */
export const mayName = (path: string): boolean => !isPackaged(path) && !path.startsWith("/etc/") && !NO_TEXT.test(path);

function textOf(file: string): string | undefined {
	try {
		const descriptor = openSync(file, "r");
		try {
			const stats = fstatSync(descriptor);
			if (!stats.isFile() || stats.size > LARGEST_TEXT) return undefined;
			const text = readFileSync(descriptor, "utf8");
			return text.includes("\0") ? undefined : text;
		} finally {
			closeSync(descriptor);
		}
	} catch {
		return undefined;
	}
}

/** What a test of a path can tell: whether it is there, what it is, who may use it, whether it is empty, and where it leads. */
export function hostPathValue(path: string): string {
	try {
		const own = lstatSync(path);
		let real: string;
		try {
			real = realpathSync.native(path);
		} catch {
			return `link to ${readlinkSync(path)}, which is not there`;
		}
		const stats = own.isSymbolicLink() ? statSync(real) : own;
		const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
		const rights = (stats.mode & 0o7777).toString(8).padStart(4, "0");
		const empty = kind === "file" && stats.size === 0 ? " empty" : "";
		return `${kind} ${rights} ${stats.uid}:${stats.gid}${empty}${real === path ? "" : ` at ${real}`}`;
	} catch (error) {
		const { code = "" } = error as NodeJS.ErrnoException;
		return code === "ENOENT" || code === "ENOTDIR" ? "gone" : `not readable (${code})`;
	}
}

/** Names in the folder where a hook begins that the texts of these files mean, or a variable's value is. */
export function meantNames({ environment, directory }: NamingOptions, files: readonly string[]): string {
	const texts = files.flatMap((file) => textOf(file) ?? []);
	const values = new Set(
		Object.entries(environment).flatMap(([name, value]) => (WHOLE_BUILD.includes(name) ? [] : [value])),
	);
	try {
		const names = readdirSync(directory).sort();
		return names.filter((name) => values.has(name) || texts.some((text) => meansName(text, name))).join(" ");
	} catch {
		return "gone";
	}
}

/** Whether a path that nobody looked at before may have come or gone since, in milliseconds since 1970. */
export function mayHaveComeOrGone(path: string, since: number): boolean {
	for (let one = path; ; one = dirname(one)) {
		const stats = lstatSync(one, { throwIfNoEntry: false });
		if (stats) return isTooYoung(stats, since);
		if (one === dirname(one)) return false;
	}
}
