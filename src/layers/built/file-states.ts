import { createHash } from "node:crypto";
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Surroundings } from "../../core/built/built-record.js";
import type { Input } from "../../core/layers/input.js";

/** Elements are written by hand: what holds more is no folder of elements. */
const MOST_FILES = 50_000;

/** Larger files count by size and times alone. */
const LARGEST_HASHED = 16n << 20n;

type Files = Surroundings["files"];

/** Looks at files and folders; a file that is as it was when `known` was made is not read again. */
export class FileStates {
	/** What is found, by path; of regular files only. */
	readonly files: Files = {};
	#count = 0;

	constructor(readonly known: Files = {}) {}

	/**
	 * All that lies in a folder, the names of the inputs beginning with `title`; links count by where they lead and what is there.
	 * Throws an Error for one with very many files, and what looking at them throws.
	 */
	folder(title: string, path: string): Input[] {
		const inputs: Input[] = [];
		const visited = new Set<string>();
		const walk = (folder: string, below: string) => {
			const real = realpathSync(folder);
			if (visited.has(real)) return;
			visited.add(real);
			for (const name of readdirSync(folder).sort()) {
				this.#count += 1;
				if (this.#count > MOST_FILES) throw new Error(`${path} has more than ${MOST_FILES} files`);
				const file = join(folder, name);
				const shown = below === "" ? name : `${below}/${name}`;
				const stats = lstatSync(file, { bigint: true });
				inputs.push({ name: `${title}${shown}`, value: this.#value(file, stats) });
				if (stats.isDirectory() || (stats.isSymbolicLink() && isFolder(file))) walk(file, shown);
			}
		};
		walk(path, "");
		return inputs;
	}

	/** One file, followed where it is a link; `gone` without it. */
	file(name: string, path: string): Input {
		const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
		return { name, value: stats ? this.#value(path, stats) : "gone" };
	}

	#value(path: string, stats: BigIntStats): string {
		const rights = `${(Number(stats.mode) & 0o7777).toString(8).padStart(4, "0")} ${stats.uid}:${stats.gid}`;
		if (stats.isFile()) return `file ${rights} ${this.#content(path, stats)}`;
		if (stats.isDirectory()) return `folder ${rights}`;
		if (!stats.isSymbolicLink()) return `other ${rights}`;
		const leads = statSync(path, { bigint: true, throwIfNoEntry: false });
		return `link to ${readlinkSync(path)}${leads?.isFile() ? `, ${this.#content(path, leads)}` : ""}`;
	}

	#content(path: string, stats: BigIntStats): string {
		const identity = fileIdentity(stats);
		const kept = this.known[path];
		const content = kept?.[0] === identity ? kept[1] : contentOf(path, stats);
		this.files[path] = [identity, content];
		return content;
	}
}

/** All that changes with a file's content, when its times do. */
export const fileIdentity = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
	[dev, ino, size, mtimeNs, ctimeNs].join(" ");

function contentOf(path: string, { size, mtimeNs, ino }: BigIntStats): string {
	if (size > LARGEST_HASHED) return `${size} bytes of ${mtimeNs} at ${ino}`;
	return createHash("sha256").update(readFileSync(path)).digest("hex");
}

function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Files that are not as they were when they were looked at: somebody edits them. */
export function editedSince(files: Files): string[] {
	return Object.entries(files).flatMap(([path, [identity]]) => {
		const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
		return stats && fileIdentity(stats) === identity ? [] : [path];
	});
}
