import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

type Through = (chunks: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>;

/**
 * Unpacks what comes, as it comes: Node cannot, and whatever unpacks packages of Debian has the program. Throws an Error for what is
 * not packed so, and without the program.
 */
export async function throughXz(
	packed: readonly [Readable, Through, Through],
	[limited, read]: readonly [Through, (chunks: AsyncIterable<Buffer>) => Promise<void>],
	signal: AbortSignal,
): Promise<void> {
	const xz = spawn("xz", ["--decompress", "--stdout", "--memlimit=256MiB"], { stdio: ["pipe", "pipe", "ignore"] });
	const ended = new Promise<void>((resolve, reject) => {
		xz.on("error", reject);
		xz.on("close", (code) => (code === 0 ? resolve() : reject(new Error("it cannot be unpacked"))));
	});
	try {
		const into = pipeline(...packed, xz.stdin, { signal });
		const out = pipeline(xz.stdout, limited, read, { signal });
		await Promise.all([into, out, ended]);
	} finally {
		xz.kill("SIGKILL");
	}
}
