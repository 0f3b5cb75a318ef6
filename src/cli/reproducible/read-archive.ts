import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Member } from "../../core/reproducible/compare-members.js";

const BLOCK = 512;
type Headers = Readonly<Record<string, string>>;

/** Reads an archive that diskwright has written: what each of its files is, with a digest of the content. */
export async function readArchive(file: string): Promise<Member[]> {
	const members: Member[] = [];
	const chunks = createReadStream(file, { highWaterMark: 1 << 20 });
	let buffer: Buffer = Buffer.alloc(0);
	let own: Headers = {};
	/** What the bytes that follow belong to, and how many of them there are. */
	let taking:
		| { readonly take: (bytes: Buffer) => void; readonly end: () => void; left: number; padding: number }
		| undefined;
	for await (const chunk of chunks) {
		buffer = buffer.length === 0 ? (chunk as Buffer) : Buffer.concat([buffer, chunk as Buffer]);
		for (;;) {
			if (taking) {
				const part = buffer.subarray(0, taking.left);
				taking.take(part);
				taking.left -= part.length;
				buffer = buffer.subarray(part.length);
				if (taking.left > 0 || buffer.length < taking.padding) break;
				buffer = buffer.subarray(taking.padding);
				taking.end();
				taking = undefined;
			}
			if (buffer.length < BLOCK) break;
			const header = buffer.subarray(0, BLOCK);
			buffer = buffer.subarray(BLOCK);
			if (header[0] === 0) continue;
			const kind = String.fromCharCode(header[156] || 0x30);
			const left = number(own.size) ?? octal(header, 124, 12);
			const padding = (BLOCK - (left % BLOCK)) % BLOCK;
			if (kind === "x" || kind === "g") {
				const text: Buffer[] = [];
				taking = {
					...{ left, padding },
					take: (bytes) => text.push(Buffer.from(bytes)),
					end: () => {
						own = kind === "x" ? headersOf(Buffer.concat(text)) : own;
					},
				};
				continue;
			}
			const hash = createHash("sha256");
			const member = memberOf(header, own, kind, left);
			own = {};
			taking = {
				...{ left, padding },
				take: (bytes) => hash.update(bytes),
				end: () => members.push({ ...member, digest: hash.digest("hex") }),
			};
		}
	}
	return members;
}

function memberOf(header: Buffer, own: Headers, kind: string, bytes: number): Omit<Member, "digest"> {
	const prefix = string(header, 345, 155);
	const name = own.path ?? (prefix ? `${prefix}/` : "") + string(header, 0, 100);
	const attributes = Object.entries(own).filter(([key]) => key.startsWith("SCHILY."));
	return {
		path: name.replace(/^\.\//, "").replace(/\/$/, ""),
		kind,
		mode: octal(header, 100, 8),
		uid: number(own.uid) ?? octal(header, 108, 8),
		gid: number(own.gid) ?? octal(header, 116, 8),
		time: own.mtime ?? String(octal(header, 136, 12)),
		link: own.linkpath ?? string(header, 157, 100),
		bytes,
		device: /[34]/.test(kind) ? `${octal(header, 329, 8)}:${octal(header, 337, 8)}` : "",
		attributes: JSON.stringify(attributes.sort()),
	};
}

/** `LENGTH key=value\n`, again and again; values may be of any bytes. */
function headersOf(bytes: Buffer): Headers {
	const headers: Record<string, string> = {};
	for (let at = 0; at < bytes.length; ) {
		const blank = bytes.indexOf(0x20, at);
		const length = Number(bytes.toString("latin1", at, blank));
		if (!(length > 0)) break;
		const record = bytes.subarray(blank + 1, at + length - 1);
		const equals = record.indexOf(0x3d);
		const key = record.toString("utf8", 0, equals);
		headers[key] = record.toString(key.startsWith("SCHILY.") ? "latin1" : "utf8", equals + 1);
		at += length;
	}
	return headers;
}

const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
const string = (header: Buffer, at: number, length: number) => {
	const end = header.indexOf(0, at);
	return header.toString("utf8", at, end < 0 || end > at + length ? at + length : end);
};
const octal = (header: Buffer, at: number, length: number) =>
	(header[at] as number) & 0x80
		? Number(BigInt(`0x${header.toString("hex", at + 1, at + length)}`))
		: Number.parseInt(string(header, at, length).trim() || "0", 8);
