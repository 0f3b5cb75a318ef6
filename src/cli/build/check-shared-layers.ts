import { UserError } from "../../core/errors.js";
import type { BuildSettings } from "../../core/planning/plan.js";
import { readSigningKey } from "../../layers/remote/key-file.js";

/** Throws UserError where layers of other machines are asked for, and none could be taken or put there. */
export function assertSharedLayers(settings: BuildSettings): void {
	const { layers, layersRemote, layersTrust = [], layersKey, layersPush } = settings;
	if (!layers) return;
	if (layersKey !== undefined) readSigningKey(layersKey);
	if (layersPush && layersRemote === undefined) {
		throw new UserError({
			code: "no-remote",
			message: "Layers are to be put into a folder (layers-push), and none is named",
			next: ["Name it: --layers-remote http://cache.example/layers"],
		});
	}
	if (layersPush && layersKey === undefined) {
		throw new UserError({
			code: "bad-key",
			message: "Layers are to be put into a folder (layers-push), and there is no key to sign them with",
			next: ["Make one, diskwright cache key FILE, and name it: --layers-key FILE"],
		});
	}
	if (layersRemote !== undefined && layersTrust.length === 0 && layersKey === undefined) {
		throw new UserError({
			code: "bad-key",
			message:
				"Layers of other machines (layers-remote) are taken when a trusted key has signed them, and none is named",
			next: ["Name it: --layers-trust ed25519:…, as diskwright cache key FILE prints it where layers are signed."],
		});
	}
}
