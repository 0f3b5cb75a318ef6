import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { httpGet } from "./http-get.js";

/** What is asked of a mirror. */
export interface NamesQuestion {
	readonly url: string;
	readonly suite: string;
	readonly architecture: string;
	readonly proxy?: string | undefined;
	readonly offline?: boolean | undefined;
}

const FRESH_MS = 24 * 3600 * 1000;
const FETCH_MS = 60_000;
/** Debian's list has 12 MB compressed, 50 MB of text. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_TEXT_BYTES = 512 * 2 ** 20;

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

async function fetchNames({ url, suite, architecture, proxy }: NamesQuestion): Promise<readonly string[]> {
	const address = `${url.replace(/\/+$/, "")}/dists/${suite}/main/binary-${architecture}/Packages.gz`;
	const signal = AbortSignal.timeout(FETCH_MS);
	const response = await httpGet(address, { signal, proxy });
	if (response.statusCode !== 200) {
		response.destroy();
		throw new Error(`status ${response.statusCode}`);
	}
	let bytes = 0;
	let text = 0;
	const unpacked = createGunzip();
	const end = (why: Error) => unpacked.destroy(why);
	response.on("data", (chunk: Buffer) => {
		bytes += chunk.length;
		if (bytes > MOST_BYTES) end(new Error("too long"));
	});
	response.on("error", end);
	const names = new Set<string>();
	const lines = createInterface({ input: response.pipe(unpacked) });
	const failed = new Promise<never>((_, reject) => unpacked.on("error", reject));
	const read = async () => {
		for await (const line of lines) {
			text += line.length;
			if (text > MOST_TEXT_BYTES) throw new Error("too long");
			if (line.startsWith("Package: ")) names.add(line.slice("Package: ".length));
		}
	};
	try {
		await Promise.race([read(), failed]);
	} finally {
		response.destroy();
	}
	if (names.size === 0) throw new Error("no list of packages");
	return [...names].filter((name) => /^[a-z0-9][a-z0-9+.-]*$/.test(name)).sort();
}

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
