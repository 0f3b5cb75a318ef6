import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { httpGet } from "./http-get.js";

/** What is asked of a mirror. */
export interface NamesQuestion {
	readonly url: string;
	readonly suite: string;
	readonly architecture: string;
	/** The variables that name proxies. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly offline?: boolean | undefined;
}

const FRESH_MS = 24 * 3600 * 1000;
const FETCH_MS = 60_000;
/** Debian's list has 12 MB compressed, 50 MB of text. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_TEXT_BYTES = 512 * 2 ** 20;
/** It names 64,000 packages; a line of it has a few hundred characters, the longest, of dependencies, 20,000. */
const MOST_NAMES = 500_000;
const LONGEST_LINE = 2 ** 20;

/**
 * Names of the packages of a release out of the mirror's own list (component main), kept in `folder` for a day; what was
 * kept counts also later when the mirror does not answer. Undefined when there is neither. Never throws.
 */
export async function packageNames(question: NamesQuestion, folder: string): Promise<readonly string[] | undefined> {
	const { url, suite, architecture } = question;
	const key = createHash("sha256").update([url, suite, architecture].join("\n")).digest("hex").slice(0, 16);
	const file = join(folder, `${key}.names`);
	const kept = readKept(file);
	if (question.offline || (kept && Date.now() - kept.at < FRESH_MS)) return kept?.names;
	try {
		const names = await fetchNames(question);
		keep(folder, file, names);
		return names;
	} catch {
		return kept?.names;
	}
}

async function fetchNames({ url, suite, architecture, env }: NamesQuestion): Promise<readonly string[]> {
	const address = `${url.replace(/\/+$/, "")}/dists/${suite}/main/binary-${architecture}/Packages.gz`;
	const signal = AbortSignal.timeout(FETCH_MS);
	const response = await httpGet(address, { signal, ...(env ? { env } : {}) });
	if (response.statusCode !== 200) {
		response.destroy();
		throw new Error(`status ${response.statusCode}`);
	}
	const names = new Set<string>();
	await pipeline(response, atMost(MOST_BYTES), createGunzip(), atMost(MOST_TEXT_BYTES), readNames(names), { signal });
	if (names.size === 0) throw new Error("no list of packages");
	return [...names].filter((name) => /^[a-z0-9][a-z0-9+.-]*$/.test(name)).sort();
}

/** What a server sends without end, or packs small, goes no further than this. */
function atMost(most: number) {
	return async function* limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		let bytes = 0;
		for await (const chunk of chunks) {
			bytes += chunk.length;
			if (bytes > most) throw new Error("too long");
			yield chunk;
		}
	};
}

/** A line is looked at once it ends, so that must not take too long. */
const readNames = (names: Set<string>) =>
	async function read(chunks: AsyncIterable<Buffer>): Promise<void> {
		let line = "";
		for await (const chunk of chunks) {
			const lines = (line + chunk.toString("latin1")).split("\n");
			line = lines.pop() ?? "";
			for (const one of lines) if (one.startsWith("Package: ")) names.add(one.slice("Package: ".length));
			if (line.length > LONGEST_LINE || names.size > MOST_NAMES) throw new Error("no list of packages");
		}
	};

function readKept(file: string): { readonly names: readonly string[]; readonly at: number } | undefined {
	try {
		return { names: readFileSync(file, "utf8").split("\n").filter(Boolean), at: statSync(file).mtimeMs };
	} catch {
		return undefined;
	}
}

/** Written whole; a cache that cannot be written is none. */
function keep(folder: string, file: string, names: readonly string[]): void {
	try {
		mkdirSync(folder, { recursive: true });
		writeFileSync(`${file}.${process.pid}`, `${names.join("\n")}\n`);
		renameSync(`${file}.${process.pid}`, file);
	} catch {
		// The next time it is fetched again.
	}
}
