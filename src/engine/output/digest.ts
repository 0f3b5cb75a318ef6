import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { OnRead } from "../tasks/copy-meter.js";

/** Checksum of a file, hexadecimal. `onRead` hears how many bytes of it are in. */
export async function digest(file: string, algorithm: "md5" | "sha256", onRead?: OnRead): Promise<string> {
	let bytes = 0;
	const hash = createHash(algorithm);
	for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
		hash.update(chunk as Buffer);
		bytes += (chunk as Buffer).length;
		onRead?.(bytes);
	}
	return hash.digest("hex");
}
