import type { TargetDigest } from "../../core/publish/target.js";
import type { Answer } from "../wire/http.js";

/** Asks a server for the digest of what it holds: RFC 9530, and RFC 3230 before it. */
export const WANTED_DIGESTS = { "want-repr-digest": "sha-512=9, sha-256=8", "want-digest": "sha-512, sha-256" };

/** The digest that a server tells of what it holds, in any of the ways that are in use; undefined when it tells none. */
export function heldDigest(headers: Answer["headers"]): TargetDigest | undefined {
	const said = (name: string) => [headers[name]].flat().join(", ");
	for (const algorithm of ["sha512", "sha256"] as const) {
		const dashed = algorithm.replace("sha", "sha-");
		const modern = new RegExp(`(?:^|[\\s,])${dashed}=:([A-Za-z0-9+/=]+):`, "i").exec(said("repr-digest"));
		const older = new RegExp(`(?:^|[\\s,])${dashed}=([A-Za-z0-9+/=]+)`, "i").exec(said("digest"));
		const base64 = modern?.[1] ?? older?.[1];
		if (base64 !== undefined) return { algorithm, value: Buffer.from(base64, "base64").toString("hex") };
		// Artifactory and Nexus.
		const plain = /^[0-9a-f]{64,128}$/i.exec(said(`x-checksum-${algorithm}`).trim())?.[0];
		if (plain !== undefined) return { algorithm, value: plain.toLowerCase() };
	}
	return undefined;
}
