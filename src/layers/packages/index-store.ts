import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type IndexLine, indexReader, parseIndexLine } from "../../core/apt/index-lines.js";
import type { IndexFile } from "../../core/apt/release-indexes.js";
import { httpGet } from "../../host/http-get.js";
import { atMost } from "./patience.js";
import type { ReleasesOptions } from "./releases.js";
import { throughXz } from "./through-xz.js";

/** Grows with the form of lines. */
const FORM = 1;

/** Indexes of packages, as far as they count, by the checksums that Release files have of them; each fetched once. */
export class IndexStore {
	readonly #read = new Map<string, Promise<readonly IndexLine[]>>();

	constructor(readonly options: ReleasesOptions) {}

	/** What counts of an index below an address; read once. Throws an Error when there is none to be had. */
	lines(address: string, file: IndexFile): Promise<readonly IndexLine[]> {
		const known = this.#read.get(file.identity);
		if (known) return known;
		const read = this.#lines(address, file);
		this.#read.set(file.identity, read);
		return read;
	}

	async #lines(address: string, file: IndexFile): Promise<readonly IndexLine[]> {
		const name = `index-${FORM}-${file.identity}`;
		const kept = this.options.folder.read(name);
		const lines = kept === undefined ? await this.#fetch(address, file) : kept.split("\n").filter(Boolean);
		if (kept === undefined) this.options.folder.write(name, lines.join("\n"));
		return lines.map(parseIndexLine);
	}

	async #fetch(address: string, { forms }: IndexFile): Promise<string[]> {
		if (this.options.offline) throw new Error("it is not kept, and nothing is fetched (--offline)");
		let trouble: unknown;
		for (const { path, sha256 } of forms) {
			const folder = path.slice(0, path.lastIndexOf("/") + 1);
			// Under its checksum a mirror keeps it also while it takes over a newer one.
			for (const one of [path, `${folder}by-hash/SHA256/${sha256}`]) {
				try {
					return await this.#fetchForm(`${address}/${one}`, path, sha256);
				} catch (error) {
					trouble = error;
				}
			}
		}
		throw trouble ?? new Error("its Release file names no form of it");
	}

	async #fetchForm(url: string, path: string, sha256: string): Promise<string[]> {
		const { env, patience, signal: until } = this.options;
		const limit = AbortSignal.timeout(patience.indexMs);
		const signal = until ? AbortSignal.any([until, limit]) : limit;
		const response = await httpGet(url, { env, signal });
		if (response.statusCode !== 200) {
			response.destroy();
			throw new Error(`${url} answers with status ${response.statusCode}`);
		}
		const hash = createHash("sha256");
		const lines: string[] = [];
		const reader = indexReader((line) => lines.push(line));
		const checked = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
			for await (const chunk of chunks) {
				hash.update(chunk);
				yield chunk;
			}
		};
		const read = async (chunks: AsyncIterable<Buffer>) => {
			for await (const chunk of chunks) reader.push(chunk.toString("latin1"));
			reader.end();
		};
		const limited = [response, atMost(patience.indexBytes), checked] as const;
		const text = atMost(patience.textBytes);
		if (path.endsWith(".xz")) await throughXz(limited, [text, read], signal);
		else if (path.endsWith(".gz")) await pipeline(...limited, createGunzip(), text, read, { signal });
		else await pipeline(...limited, text, read, { signal });
		if (hash.digest("hex") !== sha256) throw new Error(`${url} is not what its Release file says`);
		return lines;
	}
}
