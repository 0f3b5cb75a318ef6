import { lstatSync } from "node:fs";
import { join } from "node:path";
import { EXIT, UserError } from "../../../core/errors.js";
import { optionsFromEnvironment } from "../../../core/settings/from-environment.js";
import { isRoot } from "../../../host/privilege.js";
import { type LayerStore, openLayerStore, type StoreAnswer, SYSTEM_CACHE } from "../../../layers/store/layer-store.js";
import type { CliContext } from "../../entry/context.js";

/** Folders for caches in which builds of this user keep layers: root's own, and the one of builds by way of sudo. */
export function cacheFolders({ env, cwd }: Pick<CliContext, "env" | "cwd">, root = isRoot()): string[] {
	if (!root) return [SYSTEM_CACHE];
	const said = Object.fromEntries(
		Object.entries(env).filter(([name]) => name === "HOME" || name === "DIB_IMAGE_CACHE"),
	);
	return [optionsFromEnvironment("diskwright", said, cwd).settings.imageCache, SYSTEM_CACHE];
}

/** Those of the folders that have a store; nothing in them is read. */
export const withStores = (folders: readonly string[]): string[] =>
	folders.filter((folder) => lstatSync(join(folder, "layers"), { throwIfNoEntry: false }));

/** The stores in these folders. Throws UserError `no-layers` when one is there and cannot be used. */
export async function openStores(folders: readonly string[]): Promise<LayerStore[]> {
	return Promise.all(
		withStores(folders).map(async (folder) => usable(folder, await openLayerStore(folder, { make: false }))),
	);
}

/** The store in this folder, made where there is none. Throws UserError `no-layers` where there can be none. */
export async function makeStore(folder: string): Promise<LayerStore> {
	return usable(folder, await openLayerStore(folder, { make: true }));
}

function usable(folder: string, answer: StoreAnswer): LayerStore {
	if ("store" in answer) return answer.store;
	throw new UserError({
		code: "no-layers",
		message: `The layers of ${folder} cannot be used: ${answer.off}`,
		next: [`Nothing but time is lost without them: rm -r ${join(folder, "layers")}`],
		exitCode: EXIT.host,
	});
}
