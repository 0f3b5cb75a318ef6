import { bootImage } from "../../boot/boot-image.js";
import { userFolders } from "../../host/user-folders.js";
import type { BootService } from "../../ui/services/boot.js";
import type { CliContext } from "../entry/context.js";

/** Boots images for the screens. The machine is a process of its own and dies with this one. */
export function bootService({ env }: CliContext): BootService {
	const cacheDir = userFolders(env).cache;
	return {
		async boot(image, listener) {
			const result = await bootImage({ image, ...listener, cacheDir });
			const { matched, seconds, firmware, accelerator, reason } = result;
			return { booted: matched, seconds, firmware, accelerator, reason };
		},
	};
}
