import { join } from "node:path";
import type { LayerRecord } from "../../core/layers/record.js";
import type { RemoteLayer } from "../../core/layers/remote-index.js";
import type { PublicKey, SigningKey } from "../../core/layers/signing-keys.js";
import { readEntry } from "../store/candidates.js";
import { candidatesFolder, type LayerStore } from "../store/layer-store.js";
import { pushLayer } from "./push-layer.js";
import type { RemoteFolder } from "./remote-folder.js";
import { findRemote, takeRemote } from "./take-layer.js";
import { RemoteTrouble } from "./trouble.js";

export interface BuildRemoteOptions {
	readonly folder: RemoteFolder;
	readonly store: LayerStore;
	readonly trusted: readonly PublicKey[];
	/** Absent: nothing is put there. */
	readonly key?: SigningKey;
	/** Bytes that a layer may take. */
	readonly most: number;
	/** Hears once what is wrong, and what helps. */
	readonly tell: (message: string, next: string) => void;
}

/** A hook that took less is not worth a shorter limit. */
const LEAST_WAIT_MS = 10_000;

/**
 * The folder of shared layers as a build uses it: whatever is wrong there is a layer that is missing. It is told once, and a
 * server that does not answer as it should is not asked again.
 */
export class BuildRemote {
	#off = false;
	#told = false;
	readonly #damaged = new Set<string>();
	readonly #made: Pick<LayerRecord, "key" | "declaredKey">[] = [];

	constructor(readonly options: BuildRemoteOptions) {}

	/** Its address, without a login. */
	get shown(): string {
		return this.options.folder.shown;
	}

	/** Signed layers of a declared key. */
	async find(declaredKey: string): Promise<readonly RemoteLayer[]> {
		const { folder, trusted } = this.options;
		const found = await this.#ask(() => findRemote(folder, declaredKey, trusted));
		const [why] = found?.refused ?? [];
		if (why !== undefined) {
			this.#tell(
				`A layer in ${this.shown} does not count: ${why}`,
				"Name the key that signs there (layers-trust), or look who may write there.",
			);
		}
		return found?.layers ?? [];
	}

	/** Whether a layer has come into the store. It is waited for as long as its hook took, and ten seconds at least. */
	async take(layer: RemoteLayer): Promise<boolean> {
		const { folder, store, most } = this.options;
		const wholeMs = Math.max(LEAST_WAIT_MS, layer.record.ms);
		const taken = await this.#ask(() => takeRemote(folder, store, layer, { most, wholeMs }));
		if (taken === undefined) this.#damaged.add(layer.record.key);
		return taken ?? false;
	}

	/** A layer that this build has made, to be put there at its end. */
	made(layer: Pick<LayerRecord, "key" | "declaredKey">): void {
		if (this.options.key) this.#made.push(layer);
	}

	/** Puts there what was made. */
	async push(): Promise<void> {
		const { folder, store, key } = this.options;
		for (const { key: layer, declaredKey } of this.#made.splice(0)) {
			if (!key || this.#off) return;
			const path = join(candidatesFolder(store, declaredKey), layer);
			const entry = { key: layer, declaredKey, ...readEntry(path, layer, declaredKey) };
			await this.#ask(() => pushLayer(folder, store, entry, { key, again: this.#damaged.has(layer) }));
		}
	}

	async #ask<T>(question: () => Promise<T>): Promise<T | undefined> {
		if (this.#off) return undefined;
		try {
			return await question();
		} catch (error) {
			const { message } = error as Error;
			const known = error instanceof RemoteTrouble;
			// What else goes wrong here is this machine's: a program that is missing, a full disk.
			if (!known || error.lasting) this.#off = true;
			this.#tell(
				known ? `Layers of other machines are not used: ${message}` : `Layers cannot be shared: ${message}`,
				known ? error.next : "diskwright doctor says what this host offers.",
			);
			return undefined;
		}
	}

	#tell(message: string, next: string): void {
		if (this.#told) return;
		this.#told = true;
		this.options.tell(message, next);
	}
}
