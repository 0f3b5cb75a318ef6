/** What a file for apt's keyrings holds: one or more armoured keys, a binary keyring, or no public key at all. */
export function aptKeyKind(bytes: Uint8Array): "armoured" | "binary" | undefined {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
	if (/^-----BEGIN PGP PUBLIC KEY BLOCK-----/m.test(text)) return "armoured";
	// The first packet of a public key, in the old and the new format (RFC 4880).
	return [0x98, 0x99, 0x9a, 0xc6].includes(bytes[0] ?? 0) ? "binary" : undefined;
}
