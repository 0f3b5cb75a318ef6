import { createHash } from "node:crypto";
import type { TargetDigest } from "../../core/publish/target.js";

/** Reads what a place holds, and tells its size and digest; `tell` hears how far it is. */
export async function digestOf(
	parts: AsyncIterable<Uint8Array>,
	algorithm: "sha256" | "sha512",
	tell: (read: number) => void,
): Promise<{ readonly bytes: number; readonly digest: TargetDigest }> {
	const hash = createHash(algorithm);
	let bytes = 0;
	for await (const part of parts) {
		hash.update(part);
		bytes += part.length;
		tell(bytes);
	}
	return { bytes, digest: { algorithm, value: hash.digest("hex") } };
}
