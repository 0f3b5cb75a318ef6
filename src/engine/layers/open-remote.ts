import type { BuildOrder } from "../../core/planning/plan.js";
import { BuildRemote } from "../../layers/remote/build-remote.js";
import { readSigningKey } from "../../layers/remote/key-file.js";
import { PATIENCE } from "../../layers/remote/patience.js";
import { openRemoteFolder } from "../../layers/remote/remote-folder.js";
import type { LayerStore } from "../../layers/store/layer-store.js";

export interface OpenRemoteOptions {
	readonly store: LayerStore;
	/** Bytes that a layer may take. */
	readonly most: number;
	readonly tell: (message: string, next: string) => void;
	readonly signal: AbortSignal;
}

/** The folder of layers that other machines have made; undefined where the build names none, or asks no network. Throws UserError `bad-key`. */
export function openRemote(
	{ plan, environment }: BuildOrder,
	{ store, most, tell, signal }: OpenRemoteOptions,
): BuildRemote | undefined {
	const { layersRemote: address, layersTrust = [], layersKey, layersPush, offline } = plan.settings;
	if (address === undefined || offline) return undefined;
	const key = layersKey === undefined ? undefined : readSigningKey(layersKey);
	const folder = openRemoteFolder({ address, env: environment, patience: PATIENCE, signal });
	const trusted = [...layersTrust, ...(key ? [key.public] : [])];
	return new BuildRemote({ folder, store, trusted, most, tell, ...(key && layersPush ? { key } : {}) });
}
