import * as z from "zod";
import { isKey, layerKey } from "./key.js";
import { type LayerRecord, parseRecord } from "./record.js";
import { isSigned, type PublicKey, type SigningKey } from "./signing-keys.js";

/** Grows with the form of what lies in a folder of shared layers; it is part of the names there. */
const FORMAT = 1;

/** Most layers of one task that a folder has: of hooks whose files differ from branch to branch. */
const MOST_ENTRIES = 16;

/** Larger lists are nobody's. */
export const LARGEST_INDEX = 4 << 20;

/** Name of the list of all layers with a declared key. */
export const indexName = (declaredKey: string): string => `layers-v${FORMAT}.${declaredKey}`;

/** Name of an archive, by its digest. */
export const archiveName = (digest: string): string => `layer-v${FORMAT}.${digest}.tar.zst`;

/** The archive of a layer. */
export interface RemoteArchive {
	/** SHA-256. */
	readonly digest: string;
	readonly bytes: number;
}

/** A layer that another machine has. */
export interface RemoteLayer {
	/** As the layer's own, but without the inputs, which its declared key stands for. */
	readonly record: LayerRecord;
	readonly archive: RemoteArchive;
}

const SIGNED = z.strictObject({
	format: z.literal(FORMAT),
	record: z.unknown(),
	archive: z.strictObject({
		digest: z.string().refine(isKey),
		bytes: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
	}),
});
const LINE = z.strictObject({ layer: z.string(), by: z.string(), signature: z.string() });

/** What is signed: nothing that was signed for another purpose passes for it. */
const signedText = (layer: string) => `diskwright layer ${FORMAT}\n${layer}`;

/** A line of a list. */
export function signedLine({ record, archive }: RemoteLayer, key: SigningKey): string {
	const layer = JSON.stringify({ format: FORMAT, record: { ...record, inputs: [] }, archive });
	return JSON.stringify({ layer, by: key.public, signature: key.sign(signedText(layer)) });
}

/** What was found in a list. */
export interface ReadIndex {
	readonly layers: readonly RemoteLayer[];
	/** Why lines of it do not count, in a few words each. */
	readonly refused: readonly string[];
}

/** Reads the list of a declared key. Only what one of the trusted keys has signed is looked at. */
export function readIndex(text: string, declaredKey: string, trusted: readonly PublicKey[]): ReadIndex {
	const layers: RemoteLayer[] = [];
	const refused: string[] = [];
	for (const line of lines(text)) {
		try {
			layers.push(readLine(line, declaredKey, trusted));
		} catch (error) {
			refused.push((error as Error).message);
		}
	}
	return { layers, refused };
}

const lines = (text: string) => text.split("\n").filter(Boolean).slice(0, MOST_ENTRIES);

function readLine(text: string, declaredKey: string, trusted: readonly PublicKey[]): RemoteLayer {
	const line = LINE.safeParse(json(text));
	if (!line.success) throw new Error("it is damaged or not signed");
	const { layer, by, signature } = line.data;
	if (!trusted.includes(by)) throw new Error("it is signed with a key that is not trusted");
	if (!isSigned(signedText(layer), { by, signature })) throw new Error("its signature is wrong");
	const parsed = SIGNED.safeParse(json(layer));
	if (!parsed.success) throw new Error("a newer diskwright has written it");
	const record = parseRecord(JSON.stringify(parsed.data.record));
	if (record.declaredKey !== declaredKey || layerKey(declaredKey, record.observed) !== record.key) {
		throw new Error("it lies where another one belongs");
	}
	return { record, archive: parsed.data.archive };
}

function json(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The list with a line more, at its beginning: the oldest goes where there are many, and another one of the same layer. */
export function withLine(text: string, line: string): string {
	const key = keyOf(line);
	const others = lines(text).filter((other) => LINE.safeParse(json(other)).success && keyOf(other) !== key);
	const kept: string[] = [line];
	let bytes = line.length + 1;
	for (const other of others.slice(0, MOST_ENTRIES - 1)) {
		bytes += Buffer.byteLength(other) + 1;
		if (bytes > LARGEST_INDEX) break;
		kept.push(other);
	}
	return kept.map((one) => `${one}\n`).join("");
}

function keyOf(line: string): string | undefined {
	const { data } = LINE.safeParse(json(line));
	const { record } = (json(data?.layer ?? "") ?? {}) as { record?: { key?: string } };
	return record?.key;
}
