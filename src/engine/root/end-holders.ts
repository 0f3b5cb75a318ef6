import { readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** A process that works below a folder. */
interface Holder {
	readonly pid: number;
	readonly name: string;
}

/** How long a daemon may take to write down what it has; then it is killed. */
const GRACE_MS = 3000;
const STEP_MS = 50;

/**
 * Ends the processes that hooks have left behind and that still work below a folder, so that what is made of it is whole.
 * Returns their names. Sees only what lives in the sandbox: everything there belongs to this build.
 */
export async function endHolders(folder: string): Promise<string[]> {
	const names = new Set<string>();
	for (let passed = 0; ; passed += STEP_MS) {
		const holders = await holdersOf(folder);
		if (holders.length === 0) return [...names].sort();
		for (const { pid, name } of holders) {
			names.add(name);
			if (passed === 0) signal(pid, "SIGTERM");
			else if (passed >= GRACE_MS) signal(pid, "SIGKILL");
		}
		// Killed and still there: it waits for a device, and the unmount will tell.
		if (passed > 2 * GRACE_MS) return [...names].sort();
		await wait(STEP_MS);
	}
}

async function holdersOf(folder: string): Promise<Holder[]> {
	const found: Holder[] = [];
	for (const pid of (await readdir("/proc")).map(Number).filter((one) => one > 1 && one !== process.pid)) {
		if (!(await worksBelow(pid, folder))) continue;
		const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
		// Without a name it has ended meanwhile.
		if (name !== "") found.push({ pid, name: name.trim() });
	}
	return found;
}

async function worksBelow(pid: number, folder: string): Promise<boolean> {
	const isBelow = (path: string) => path === folder || path.startsWith(`${folder}/`);
	for (const link of ["root", "cwd", "exe"]) {
		if (isBelow(await readlink(`/proc/${pid}/${link}`).catch(() => ""))) return true;
	}
	for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
		if (isBelow(await readlink(`/proc/${pid}/fd/${fd}`).catch(() => ""))) return true;
	}
	return false;
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch {
		// It has ended.
	}
}
