import {
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	sign as signBytes,
	verify as verifyBytes,
} from "node:crypto";

/** A public key as people pass it on: `ed25519:` and 43 letters and digits. */
export type PublicKey = string;

const BEGINNING = "ed25519:";
const FORM = /^ed25519:[\w-]{43}$/;

/** What a key that can sign is made of; the text is for its owner's file alone. */
export interface KeyPair {
	readonly public: PublicKey;
	/** PEM. */
	readonly private: string;
}

export function makeKeyPair(): KeyPair {
	const { privateKey } = generateKeyPairSync("ed25519");
	return { public: publicPart(privateKey), private: String(privateKey.export({ type: "pkcs8", format: "pem" })) };
}

/** A private key, and what tells that it was used. */
export interface SigningKey {
	readonly public: PublicKey;
	/** Base64. */
	sign(text: string): string;
}

/** Throws an Error that says in a few words why it is none; nothing of the text is in it. */
export function parseSigningKey(pem: string): SigningKey {
	let key: KeyObject;
	try {
		key = createPrivateKey(pem);
	} catch {
		throw new Error("it holds no private key");
	}
	if (key.asymmetricKeyType !== "ed25519") throw new Error("its key is of another kind than ed25519");
	return { public: publicPart(key), sign: (text) => signBytes(null, Buffer.from(text), key).toString("base64") };
}

function publicPart(privateKey: KeyObject): PublicKey {
	return `${BEGINNING}${createPublicKey(privateKey).export({ format: "jwk" }).x}`;
}

/** Throws an Error that says in a few words why a text is no public key. */
export function parsePublicKey(text: string): PublicKey {
	if (/PRIVATE KEY/.test(text)) throw new Error("a private key stands where a public one belongs");
	if (!FORM.test(text)) throw new Error("a public key is ed25519: and 43 letters and digits");
	publicKey(text);
	return text;
}

const publicKey = (text: PublicKey) =>
	createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: text.slice(BEGINNING.length) }, format: "jwk" });

/** Whether one of the keys, `by`, has signed a text. */
export function isSigned(text: string, { by, signature }: { readonly by: PublicKey; readonly signature: string }) {
	return verifyBytes(null, Buffer.from(text), publicKey(by), Buffer.from(signature, "base64"));
}
