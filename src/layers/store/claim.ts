import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { tryLock } from "../kernel/lock.js";
import type { LayerStore } from "./layer-store.js";

/** That a build makes the layer of a declared key; other builds can wait for it. It ends with this process at the latest. */
export interface Claim {
	/** May be called twice. */
	release(): void;
}

/**
 * Claims the layer of a declared key for this build; undefined while another build makes it. Where the store takes no claims,
 * everybody has one, and a layer may be made twice.
 */
export function claimLayer({ folder, libc }: LayerStore, declaredKey: string): Claim | undefined {
	const claims = join(folder, "claims");
	const file = join(claims, declaredKey);
	try {
		mkdirSync(claims, { recursive: true, mode: 0o700 });
		closeSync(openSync(file, "a", 0o600));
		const lock = tryLock(libc, file, "exclusive");
		if (!lock) return undefined;
		let mine = true;
		return {
			release() {
				if (!mine) return;
				mine = false;
				// While it is locked: who has opened it meanwhile sees that it is not the one that has the name.
				rmSync(file, { force: true });
				lock.release();
			},
		};
	} catch {
		return { release: () => {} };
	}
}

/** Removes claims of builds that were killed; one that is held, or was made just now, stays. */
export function dropDeadClaims({ folder, libc }: LayerStore, now: number): void {
	const claims = join(folder, "claims");
	for (const name of statSync(claims, { throwIfNoEntry: false }) ? readdirSync(claims) : []) {
		const file = join(claims, name);
		const stats = statSync(file, { throwIfNoEntry: false });
		if (!stats || now - stats.mtimeMs < DAY_MS) continue;
		const lock = tryLock(libc, file, "exclusive");
		if (!lock) continue;
		rmSync(file, { force: true });
		lock.release();
	}
}

const DAY_MS = 86_400_000;
