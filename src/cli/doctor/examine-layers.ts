import { statfsSync } from "node:fs";
import { UserError } from "../../core/errors.js";
import type { HostFinding } from "../../core/host/host-finding.js";
import { layerLimits } from "../../core/run/storage-limits.js";
import { shortBytes } from "../../core/text/short-quantities.js";
import { isRoot } from "../../host/privilege.js";
import { loadLibc } from "../../layers/kernel/libc.js";
import { probeObservation } from "../../layers/observe/probe.js";
import { listEntries } from "../../layers/store/list.js";
import { cacheFolders, openStores } from "../commands/cache/open-stores.js";

type Environment = Readonly<Record<string, string>>;

/** Whether what hooks did can be kept and taken again here, and how much of it there is. */
export async function examineLayers(env: Environment, cwd: string): Promise<HostFinding[]> {
	return Promise.all([observation(), kept(env, cwd)]);
}

async function observation(): Promise<HostFinding> {
	const finding = { group: "Kernel", name: "fanotify" } as const;
	const why = await whyUnseen();
	if (why === undefined) return { ...finding, state: "ok", detail: "seeing what hooks read, for layers" };
	const cure = "without it: every build runs all hooks";
	return { ...finding, state: "warning", detail: `seeing what hooks read, for layers: ${why}`, cure };
}

/** Only root can try: for others it is enough that the library is there. */
async function whyUnseen(): Promise<string | undefined> {
	const libc = await loadLibc();
	if ("off" in libc) return libc.off;
	const memory = ["/dev/shm", "/run"].find(isMemory);
	if (!isRoot() || memory === undefined) return undefined;
	const probe = await probeObservation(memory);
	return probe.works ? undefined : probe.why;
}

const TMPFS = 0x01021994;

function isMemory(folder: string): boolean {
	try {
		return statfsSync(folder).type === TMPFS;
	} catch {
		return false;
	}
}

async function kept(env: Environment, cwd: string): Promise<HostFinding> {
	const finding = { group: "Space", name: "layers" } as const;
	try {
		const { most } = layerLimits(env);
		// Others may not look at them.
		const stores = isRoot() ? await openStores(cacheFolders({ env, cwd })) : [];
		const entries = (await Promise.all(stores.map(listEntries))).flat();
		const bytes = shortBytes(entries.reduce((sum, entry) => sum + entry.bytes, 0));
		const used = isRoot() ? `${entries.length} take ${bytes} of at most` : "at most";
		return { ...finding, state: "ok", detail: `${used} ${shortBytes(most)}: diskwright cache list` };
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const [cure] = error.next;
		return { ...finding, state: "warning", detail: error.message, ...(cure ? { cure } : {}) };
	}
}
