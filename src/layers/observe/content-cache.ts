import { createHash } from "node:crypto";
import { type BigIntStats, lstatSync, readFileSync } from "node:fs";
import { isTooYoung } from "../../core/layers/young.js";

/** Digests of files, kept as long as nothing about a file shows that it was changed. */
export interface ContentCache {
	/** SHA-256 of a regular file in hexadecimal digits. Throws what reading throws. */
	digest(path: string): string;
	/** The same of its text, of its beginning where it is long. Throws what reading throws. */
	text(path: string): string;
}

/** A file that somebody writes to all the time has no content to speak of. */
const MOST_TRIES = 5;

const LONGEST_TEXT = 256 << 10;

/** A file that was younger than the clock's tick when it was read is read again next time: its times would not show a change. */
export function createContentCache(now: () => number = Date.now): ContentCache {
	const known = new Map<string, { identity: string; digest: string }>();
	const texts = new Map<string, { identity: string; text: string }>();
	return {
		text(path) {
			const stats = lstatSync(path, { bigint: true });
			const identity = fileIdentity(stats);
			const kept = texts.get(path);
			if (kept?.identity === identity) return kept.text;
			const time = now();
			const text = readFileSync(path).toString("latin1", 0, LONGEST_TEXT);
			if (!isTooYoung({ mtimeMs: Number(stats.mtimeMs), ctimeMs: Number(stats.ctimeMs) }, time))
				texts.set(path, { identity, text });
			return text;
		},
		digest(path) {
			for (let tries = 0; tries < MOST_TRIES; tries += 1) {
				const before = lstatSync(path, { bigint: true });
				const identity = fileIdentity(before);
				const kept = known.get(path);
				if (kept?.identity === identity) return kept.digest;
				const time = now();
				const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
				if (fileIdentity(lstatSync(path, { bigint: true })) !== identity) continue;
				const { mtimeMs, ctimeMs } = before;
				if (!isTooYoung({ mtimeMs: Number(mtimeMs), ctimeMs: Number(ctimeMs) }, time))
					known.set(path, { identity, digest });
				return digest;
			}
			throw new Error(`${path} changes all the time`);
		},
	};
}

/** All that changes with a file's content, when its times do. */
const fileIdentity = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats) =>
	[dev, ino, size, mtimeNs, ctimeNs].join(" ");
