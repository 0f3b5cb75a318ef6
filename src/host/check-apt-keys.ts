import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../core/errors.js";

/** No key is nearly as large; what is larger is not read. */
const LARGEST = 4 * 2 ** 20;

/** Refuses a folder of keys that apt could not use: the hook that copies them runs late. Throws UserError. */
export function assertAptKeys(folder: string): void {
	const stats = statSync(folder, { throwIfNoEntry: false });
	const complain = (message: string) =>
		new UserError({
			code: "apt-keys",
			message,
			next: [
				"DIB_ADD_APT_KEYS names a folder of public keys, armoured or binary, whatever they are called.",
				"gpg --export --armor KEY writes one.",
			],
		});
	if (!stats) throw complain(`The folder of keys ${folder} (DIB_ADD_APT_KEYS) does not exist`);
	for (const [file, { size }] of plainFiles(folder, stats)) {
		if (size <= LARGEST && aptKeyKind(readFileSync(file))) continue;
		throw complain(`${file}, which DIB_ADD_APT_KEYS names for apt, is not a public key of OpenPGP`);
	}
}

function plainFiles(path: string, stats: Stats): [string, Stats][] {
	if (stats.isFile()) return [[path, stats]];
	if (!stats.isDirectory()) return [];
	return readdirSync(path).flatMap((name) => {
		const inner = statSync(join(path, name), { throwIfNoEntry: false });
		return inner ? plainFiles(join(path, name), inner) : [];
	});
}

/** What a file for apt's keyrings holds: one or more armoured keys, a binary keyring, or no public key at all. */
function aptKeyKind(bytes: Uint8Array): "armoured" | "binary" | undefined {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
	if (/^-----BEGIN PGP PUBLIC KEY BLOCK-----/m.test(text)) return "armoured";
	// The first packet of a public key, in the old and the new format (RFC 4880).
	return [0x98, 0x99, 0x9a, 0xc6].includes(bytes[0] ?? 0) ? "binary" : undefined;
}
