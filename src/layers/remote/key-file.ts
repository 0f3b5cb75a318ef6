import { chmodSync, lstatSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { EXIT, UserError } from "../../core/errors.js";
import { whyUnwritable } from "../../core/failure/storage-failure.js";
import { makeKeyPair, type PublicKey, parseSigningKey, type SigningKey } from "../../core/layers/signing-keys.js";

const LARGEST = 1 << 16;

/** The private key in a file. Throws UserError `bad-key`; nothing of the file is in it. */
export function readSigningKey(file: string): SigningKey {
	const complain = (why: string, next: string) =>
		new UserError({ code: "bad-key", message: `The key ${file} cannot be used: ${why}`, next: [next] });
	const make = `Make one: diskwright cache key ${file}`;
	let text: string;
	try {
		const stats = statSync(file);
		if (!stats.isFile() || stats.size > LARGEST) throw complain("it is no file with a key", make);
		if ((stats.mode & 0o077) !== 0) throw complain("others may read it", `chmod 600 ${file}`);
		text = readFileSync(file, "utf8");
	} catch (error) {
		if (error instanceof UserError) throw error;
		const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
		throw complain(isMissing ? "there is no such file" : whyUnwritable(error), make);
	}
	try {
		return parseSigningKey(text);
	} catch (error) {
		throw complain((error as Error).message, make);
	}
}

/**
 * Makes a private key in a file, readable for its owner only, or tells of the one that is there. Returns the public key. Throws
 * UserError `bad-key`.
 */
export function makeSigningKey(file: string): { readonly public: PublicKey; readonly made: boolean } {
	if (lstatSync(file, { throwIfNoEntry: false })) return { public: readSigningKey(file).public, made: false };
	const pair = makeKeyPair();
	try {
		writeFileSync(file, pair.private, { mode: 0o600, flag: "wx" });
		chmodSync(file, 0o600);
	} catch (error) {
		throw new UserError({
			code: "bad-key",
			message: `The key ${file} cannot be written: ${whyUnwritable(error)}`,
			next: ["Name a file in a folder that you may write to."],
			exitCode: EXIT.host,
			cause: error,
		});
	}
	return { public: pair.public, made: true };
}
