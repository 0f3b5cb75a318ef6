import { chownSync } from "node:fs";
import { resolve } from "node:path";
import { EXIT, UserError } from "../../../core/errors.js";
import { optionsFromEnvironment } from "../../../core/settings/from-environment.js";
import { parseRemote } from "../../../core/settings/shared-layers.js";
import { cleanLine } from "../../../core/text/terminal-text.js";
import { isRoot } from "../../../host/privilege.js";
import { makeSigningKey, readSigningKey } from "../../../layers/remote/key-file.js";
import { PATIENCE } from "../../../layers/remote/patience.js";
import { type Pushed, pushLayer } from "../../../layers/remote/push-layer.js";
import { openRemoteFolder } from "../../../layers/remote/remote-folder.js";
import { RemoteTrouble } from "../../../layers/remote/trouble.js";
import type { LayerStore } from "../../../layers/store/layer-store.js";
import { listEntries } from "../../../layers/store/list.js";
import type { CliContext } from "../../entry/context.js";
import { findLayer } from "./find-layer.js";

/** `cache key FILE`: a key pair to sign layers with. */
export function makeKey(file: string, { cwd, env, stdout, stderr }: CliContext): void {
	const path = resolve(cwd, file);
	const { public: key, made } = makeSigningKey(path);
	if (made && isRoot() && env.SUDO_UID && env.SUDO_GID) chownSync(path, Number(env.SUDO_UID), Number(env.SUDO_GID));
	stdout.write(`${key}\n`);
	if (made)
		stderr.write(`the private key is in ${cleanLine(path)}; machines that trust it name: --layers-trust ${key}\n`);
}

export interface PushFlags {
	readonly remote?: string;
	readonly key?: string;
}

/** `cache push`: puts layers into the folder that machines share. Throws UserError. */
export async function pushLayers(
	stores: readonly LayerStore[],
	wanted: readonly string[],
	flags: PushFlags,
	{ cwd, env, stdout }: CliContext,
): Promise<void> {
	const { address, keyFile } = destination(flags, { cwd, env });
	const key = readSigningKey(keyFile);
	const folder = openRemoteFolder({ address, env, patience: PATIENCE });
	const counts: Record<Pushed, number> = { pushed: 0, known: 0, private: 0, gone: 0 };
	const found = await Promise.all(stores.map(async (store) => ({ store, entries: await listEntries(store) })));
	const all = found.flatMap(({ entries }) => entries);
	const chosen = wanted.length === 0 ? all : wanted.map((one) => findLayer(all, one));
	try {
		for (const { store, entries } of found) {
			for (const entry of entries.filter((one) => chosen.includes(one))) {
				counts[await pushLayer(folder, store, entry, { key, again: false })] += 1;
			}
		}
	} catch (error) {
		if (!(error instanceof RemoteTrouble)) throw error;
		const { message, next } = error;
		throw new UserError({ code: "remote", message, next: [next], exitCode: EXIT.host, cause: error });
	}
	const stay = counts.private + counts.gone;
	stdout.write(`put there: ${counts.pushed}, there already: ${counts.known}, of this machine alone: ${stay}\n`);
}

function destination({ remote, key }: PushFlags, { cwd, env }: Pick<CliContext, "cwd" | "env">) {
	const said = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("DISKWRIGHT_LAYERS_")));
	const { layersRemote, layersKey } = optionsFromEnvironment("diskwright", said, cwd).settings;
	const address = remote === undefined ? layersRemote : parseRemote("--remote", remote);
	const keyFile = key ?? layersKey;
	if (address !== undefined && keyFile !== undefined) return { address, keyFile: resolve(cwd, keyFile) };
	const isAddress = address === undefined;
	throw new UserError({
		code: isAddress ? "no-remote" : "bad-key",
		message: isAddress ? "There is no folder to put layers into" : "There is no key to sign layers with",
		next: [
			isAddress
				? "Name it: --remote http://cache.example/layers, or DISKWRIGHT_LAYERS_REMOTE with a name and a password in it."
				: "Make one, diskwright cache key FILE, and name it: --key FILE",
		],
	});
}
