import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { LayerRecord } from "../../core/layers/record.js";
import type { LayerStore } from "./layer-store.js";

/** The inputs of a task's last run for an image: what a later one is compared with to say why it runs. */
export type LastRecord = Pick<LayerRecord, "inputs" | "observed">;

const input = z.object({ name: z.string(), value: z.string() });
const SCHEMA = z.object({ inputs: z.array(input), observed: z.array(input) });

/** Undefined when there is none that can be read: it only explains. */
export function readLast(store: LayerStore, image: string, task: string): LastRecord | undefined {
	try {
		return SCHEMA.parse(JSON.parse(readFileSync(file(store, image, task), "utf8")));
	} catch {
		return undefined;
	}
}

/** Replaces the former one. */
export function writeLast(store: LayerStore, image: string, task: string, { inputs, observed }: LastRecord): void {
	const path = file(store, image, task);
	mkdirSync(join(store.folder, "last"), { recursive: true, mode: 0o700 });
	writeFileSync(`${path}.${process.pid}`, JSON.stringify({ inputs, observed }), { mode: 0o600 });
	renameSync(`${path}.${process.pid}`, path);
}

function file({ folder }: LayerStore, image: string, task: string): string {
	const name = createHash("sha256").update(`${image}\0${task}`).digest("hex");
	return join(folder, "last", `${name}.json`);
}
