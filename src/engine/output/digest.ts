import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Checksum of a file, hexadecimal. */
export async function digest(file: string, algorithm: "md5" | "sha256"): Promise<string> {
	const hash = createHash(algorithm);
	for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
	return hash.digest("hex");
}
