import { once } from "node:events";
import { chown, mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:net";
import { join } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import { whyUnwritable } from "../../core/failure/storage-failure.js";
import type { BuildOrder } from "../../core/planning/plan.js";
import { addLeftover } from "../../runs/runs.js";

/** Where a socket is tried, and at last in the build's own folder for temporary files, in this order: /tmp may be full or read-only, and the name of a socket must be short. */
const SHORT_FOLDERS = ["/tmp", "/run", "/dev/shm", "/var/tmp"];

/**
 * Lets a server listen on a socket that only the caller of the build reaches. Throws UserError `no-socket` with the reason of
 * every folder.
 */
export async function listenSomewhere(
	server: Server,
	{
		runFolder,
		caller,
		plan,
	}: Pick<BuildOrder, "runFolder" | "caller"> & { readonly plan: { readonly settings: { readonly tmp: string } } },
	shortFolders: readonly string[] = SHORT_FOLDERS,
): Promise<{ readonly folder: string; readonly path: string }> {
	const refusals: string[] = [];
	for (const base of [...shortFolders, plan.settings.tmp]) {
		let folder: string | undefined;
		try {
			folder = await mkdtemp(join(base, "diskwright-"));
			await addLeftover(runFolder, folder, caller);
			await chown(folder, caller.uid, caller.gid);
			const path = join(folder, "control");
			server.listen(path);
			await once(server, "listening");
			await chown(path, caller.uid, caller.gid);
			return { folder, path };
		} catch (error) {
			// A server that listens already would refuse the next folder.
			if (server.listening) await new Promise((resolve) => server.close(resolve));
			if (folder) await rm(folder, { recursive: true, force: true });
			refusals.push(`${base}: ${whyUnwritable(error)}`);
		}
	}
	throw new UserError({
		code: "no-socket",
		message: `The socket that takes decisions for the build can be made nowhere (${refusals.join("; ")})`,
		next: ["Make room in /tmp."],
		exitCode: EXIT.host,
	});
}
