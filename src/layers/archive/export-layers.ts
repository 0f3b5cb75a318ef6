import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import { whyUnwritable } from "../../core/failure/storage-failure.js";
import { archiveListText, LIST_NAME } from "../../core/layers/archive-list.js";
import { requireTool } from "../../host/require-tool.js";
import { runTool } from "../../host/run-tool.js";
import { holdLayer } from "../store/candidates.js";
import { type LayerStore, PARTS, removeTree, temporary } from "../store/layer-store.js";
import type { ListedEntry } from "../store/list.js";

/** What is known of a layer that is to be written. */
export type ExportedEntry = Pick<ListedEntry, "key" | "declaredKey" | "path" | "record" | "damaged">;

/** What was written. */
export interface ExportedLayers {
	readonly layers: number;
	/** Layers that were left out, and why. */
	readonly left: readonly { readonly entry: ExportedEntry; readonly why: string }[];
	/** SHA-256 of the archive. */
	readonly digest: string;
}

/** Header, its extension for exact times and attributes, and padding of one member. */
const MEMBER_BYTES = 8192;

/**
 * Writes layers into one archive (tar, zstd) for another store, with the records that lead to them. Notes without a layer go
 * along. What is damaged is left out. The file is readable for its owner only: it holds whole parts of images. Throws UserError
 * `missing-tool`, `archive-unwritable`.
 */
export async function exportLayers(
	store: LayerStore,
	entries: readonly ExportedEntry[],
	file: string,
): Promise<ExportedLayers> {
	requireTool("zstd", "an archive of layers");
	const left: { entry: ExportedEntry; why: string }[] = [];
	const held: { release(): void }[] = [];
	const place = temporary(store);
	const written = join(dirname(file), `.${basename(file)}.${process.pid}`);
	try {
		begin(file, written);
		const layers: ExportedEntry[] = [];
		for (const entry of entries) {
			const layer = entry.record ? await holdLayer(store, entry.record) : { damaged: entry.damaged ?? "" };
			if ("damaged" in layer) {
				left.push({ entry, why: layer.damaged });
				continue;
			}
			held.push(layer);
			layers.push(entry);
			mkdirSync(join(place.path, entry.declaredKey), { recursive: true, mode: 0o700 });
			symlinkSync(entry.path, join(place.path, entry.declaredKey, entry.key));
		}
		const total = layers.reduce((sum, { record }) => sum + (record?.layer?.entries ?? 0) + 8, 8);
		const bytes = layers.reduce((sum, { record }) => sum + (record?.layer?.bytes ?? 0), 0);
		const list = { layers: layers.map(({ key, declaredKey }) => ({ key, declaredKey })), entries: total };
		const text = archiveListText({ ...list, bytes: Math.ceil(bytes * 1.1) + total * MEMBER_BYTES });
		writeFileSync(join(place.path, LIST_NAME), text, { mode: 0o600 });
		const members = layers.flatMap(({ key, declaredKey, record }) =>
			[PARTS.record, ...(record?.layer ? [PARTS.inventory, PARTS.tree] : [])].map(
				(part) => `${declaredKey}/${key}/${part}`,
			),
		);
		const names = [LIST_NAME, ...members].map((name) => `${name}\0`).join("");
		const { exitCode, stderr } = await runTool(["bash", "-euo", "pipefail", "-c", WRITE, "bash", place.path, written], {
			input: names,
			accept: "any",
		});
		if (exitCode !== 0) throw unwritable(file, stderr.trim().split("\n").at(-1) ?? "");
		const { stdout } = await runTool(["sha256sum", "--", written]);
		renameSync(written, file);
		return { layers: layers.length, left, digest: /[0-9a-f]{64}/.exec(stdout)?.[0] ?? "" };
	} finally {
		for (const one of held) one.release();
		rmSync(written, { force: true });
		await removeTree(place.path);
		place.release();
	}
}

/** The file is there, and private, before anything is written to it. */
function begin(file: string, written: string): void {
	try {
		writeFileSync(written, "", { mode: 0o600, flag: "wx" });
	} catch (error) {
		throw unwritable(file, whyUnwritable(error));
	}
}

const unwritable = (file: string, why: string) =>
	new UserError({
		code: "archive-unwritable",
		message: `${file} cannot be written: ${why}`,
		next: ["Name a file in a folder that is there and has room."],
		exitCode: EXIT.host,
	});

/** Members go through links of this folder, and are not links themselves; their times are exact. */
const WRITE = `umask 077
tar --create --format=posix --sort=name --numeric-owner --sparse --xattrs --xattrs-include='*' --acls \\
	--directory="$1" --null --verbatim-files-from --files-from=- | zstd --quiet --threads=0 >"$2"
sync -f -- "$2"
`;
