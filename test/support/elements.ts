import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** One element to make; every part may be left out. */
export interface ElementSpec {
	/** Lines of `element-deps`. */
	readonly deps?: readonly string[];
	/** Lines of `element-provides`. */
	readonly provides?: readonly string[];
	/** Path inside the element → text (executable when it starts with `#!`), bytes, or a symbolic link. */
	readonly files?: Readonly<Record<string, string | Uint8Array | { readonly link: string }>>;
	/** Empty directories. */
	readonly dirs?: readonly string[];
	/** The element's own directory is a symbolic link with this text; nothing else is made then. */
	readonly symlink?: string;
}

/** Makes `elements` as sub-directories of `folder` (created as needed) and returns `folder`. */
export function makeElements(folder: string, elements: Readonly<Record<string, ElementSpec>>): string {
	mkdirSync(folder, { recursive: true });
	for (const [name, spec] of Object.entries(elements)) makeElement(join(folder, name), spec);
	return folder;
}

/** A new folder below the system's temporary one, removed when the running test ends. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "dw-test-"));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Writes a file with the directories above it; text that starts with `#!` becomes executable. */
export function writeTree(folder: string, files: NonNullable<ElementSpec["files"]>): void {
	for (const [path, content] of Object.entries(files)) {
		const file = join(folder, path);
		mkdirSync(dirname(file), { recursive: true });
		if (typeof content === "object" && "link" in content) symlinkSync(content.link, file);
		else writeFileSync(file, content);
		if (typeof content === "string" && content.startsWith("#!")) chmodSync(file, 0o755);
	}
}

function makeElement(folder: string, spec: ElementSpec): void {
	if (spec.symlink !== undefined) {
		symlinkSync(spec.symlink, folder);
		return;
	}
	mkdirSync(folder, { recursive: true });
	for (const dir of spec.dirs ?? []) mkdirSync(join(folder, dir), { recursive: true });
	if (spec.deps) writeFileSync(join(folder, "element-deps"), lines(spec.deps));
	if (spec.provides) writeFileSync(join(folder, "element-provides"), lines(spec.provides));
	writeTree(folder, spec.files ?? {});
}

const lines = (names: readonly string[]) => names.map((name) => `${name}\n`).join("");
