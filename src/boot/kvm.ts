import { createHash } from "node:crypto";
import { access, constants, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { cpus, release } from "node:os";
import { join } from "node:path";

/**
 * True when KVM is worth a try: the device is there and it is not known to fail on this host. That the device opens
 * proves nothing: there are hosts on which firmware and boot loader run under it and every kernel hangs.
 */
export async function mayTryKvm(cacheDir: string | undefined): Promise<boolean> {
	const usable = await access("/dev/kvm", constants.R_OK | constants.W_OK).then(
		() => true,
		() => false,
	);
	return usable && (await recallKvm(cacheDir)) !== false;
}

/** Whether a kernel was seen to run under KVM on this host; undefined when nobody tried. */
export async function recallKvm(cacheDir: string | undefined): Promise<boolean | undefined> {
	if (!cacheDir) return undefined;
	try {
		const { works } = JSON.parse(await readFile(proofFile(cacheDir), "utf8")) as { works?: unknown };
		return typeof works === "boolean" ? works : undefined;
	} catch {
		// No proof, or an unreadable one: another try costs seconds.
		return undefined;
	}
}

/** Keeps what was seen, for this kernel and this processor. */
export async function rememberKvm(cacheDir: string | undefined, works: boolean): Promise<void> {
	if (!cacheDir || (await recallKvm(cacheDir)) === works) return;
	await mkdir(cacheDir, { recursive: true });
	const file = proofFile(cacheDir);
	const proof = { works, kernel: release(), processor: processor() };
	await writeFile(`${file}.${process.pid}`, `${JSON.stringify(proof)}\n`);
	await rename(`${file}.${process.pid}`, file);
}

function proofFile(cacheDir: string): string {
	const key = createHash("sha256").update(`${release()}\n${processor()}`).digest("hex").slice(0, 12);
	return join(cacheDir, `kvm-${key}.json`);
}

const processor = () => cpus()[0]?.model ?? "unknown";
