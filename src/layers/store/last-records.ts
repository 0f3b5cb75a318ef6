import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { LayerRecord } from "../../core/layers/record.js";
import type { LayerStore } from "./layer-store.js";

/** The inputs of a task's last run for an image: what a later one is compared with to say why it runs. */
export type LastRecord = Pick<LayerRecord, "inputs" | "observed"> & {
	/** Why nothing was kept of it. */
	readonly unkept?: string;
};

const input = z.object({ name: z.string(), value: z.string() });
const SCHEMA = z.object({ inputs: z.array(input), observed: z.array(input), unkept: z.optional(z.string()) });

/** Undefined when there is none that can be read: it only explains. */
export function readLast(store: LayerStore, image: string, task: string): LastRecord | undefined {
	try {
		return SCHEMA.parse(JSON.parse(readFileSync(file(store, image, task), "utf8")));
	} catch {
		return undefined;
	}
}

/** Replaces the former one. Where it cannot be written there is none: a full disk is no reason to end a build. */
export function writeLast(store: LayerStore, image: string, task: string, last: LastRecord): void {
	const { inputs, observed, unkept } = last;
	const path = file(store, image, task);
	const fresh = `${path}.${process.pid}`;
	try {
		mkdirSync(join(store.folder, "last"), { recursive: true, mode: 0o700 });
		writeFileSync(fresh, JSON.stringify({ inputs, observed, unkept }), { mode: 0o600 });
		renameSync(fresh, path);
	} catch {
		rmSync(path, { force: true });
		rmSync(fresh, { force: true });
	}
}

function file({ folder }: LayerStore, image: string, task: string): string {
	const name = createHash("sha256").update(`${image}\0${task}`).digest("hex");
	return join(folder, "last", `${name}.json`);
}
