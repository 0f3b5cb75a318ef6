import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { golden } from "./golden.js";

/** `x` executable, `-` plain, `d` directory, `l:TARGET` symbolic link; an object is a directory with its entries. */
type Flag = string | { readonly [name: string]: Flag };

export interface GoldenElement {
	readonly deps?: readonly string[];
	readonly provides?: readonly string[];
	readonly deps_raw?: string;
	readonly provides_raw?: string;
	readonly deps_hex?: string;
	readonly files?: Readonly<Record<string, Flag>>;
	readonly dirs?: Readonly<Record<string, Flag>>;
	readonly dir_symlinks?: Readonly<Record<string, string>>;
	readonly symlink?: string;
}

export interface GoldenCorpus {
	readonly elements: Readonly<Record<string, GoldenElement>>;
	readonly non_elements?: Readonly<Record<string, Flag>>;
}

/**
 * Builds the corpora of golden files (`resolve/corpora.json`) as siblings in a new temporary folder and returns it;
 * the caller removes it. File contents other than element-deps and element-provides are empty.
 */
export function materialise(...files: string[]): string {
	const root = mkdtempSync(join(tmpdir(), "dw-corpora-"));
	const corpora: Record<string, GoldenCorpus> = Object.assign({}, ...files.map((file) => golden(file)));
	for (const [name, corpus] of Object.entries(corpora)) {
		const folder = join(root, name);
		mkdirSync(folder);
		makeEntries(folder, corpus.non_elements ?? {});
		for (const [element, spec] of Object.entries(corpus.elements)) makeElement(join(folder, element), spec);
	}
	return root;
}

/**
 * The directories that a golden `path` means below `root`: corpus ids, `=literal` text, or the empty string, which the
 * recording turned into the folder of all corpora (`=` alone stands for a path that is really empty).
 */
export function goldenPath(root: string, path: readonly string[]): string[] {
	return path.map((entry) => (entry.startsWith("=") ? entry.slice(1) : `${root}/${entry}`));
}

/** Makes one element of a corpus in `folder`, which must not exist yet. */
export function makeElement(folder: string, spec: GoldenElement): void {
	if (spec.symlink !== undefined) {
		symlinkSync(spec.symlink, folder);
		return;
	}
	mkdirSync(folder);
	const { files = {}, dirs = {}, dir_symlinks: links = {} } = spec;
	makeEntries(folder, files);
	const real = Object.entries(dirs).filter(([name]) => links[name] === undefined);
	makeEntries(folder, Object.fromEntries(real));
	for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name));
	const isPlain = (name: string) => files[name] === "-" || files[name] === "x";
	if (isPlain("element-deps")) writeFileSync(join(folder, "element-deps"), bytesOf(spec, "deps"));
	if (isPlain("element-provides")) writeFileSync(join(folder, "element-provides"), bytesOf(spec, "provides"));
}

function bytesOf(spec: GoldenElement, what: "deps" | "provides"): string | Buffer {
	if (what === "deps" && spec.deps_hex !== undefined) return Buffer.from(spec.deps_hex, "hex");
	return spec[`${what}_raw`] ?? (spec[what] ?? []).map((name) => `${name}\n`).join("");
}

function makeEntries(folder: string, entries: Readonly<Record<string, Flag>>): void {
	for (const [name, flag] of Object.entries(entries)) makeEntry(join(folder, name), flag);
}

function makeEntry(path: string, flag: Flag): void {
	mkdirSync(dirname(path), { recursive: true });
	if (typeof flag !== "string") {
		mkdirSync(path, { recursive: true });
		makeEntries(path, flag);
	} else if (flag === "d") mkdirSync(path, { recursive: true });
	else if (flag.startsWith("l:")) symlinkSync(flag.slice(2), path);
	else {
		writeFileSync(path, "");
		if (flag === "x") chmodSync(path, 0o755);
	}
}
