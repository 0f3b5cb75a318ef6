import { suiteAddress } from "../../core/apt/index-place.js";
import { type ReleaseIndexes, readReleaseIndexes } from "../../core/apt/release-indexes.js";
import type { AptSource } from "../../core/apt/sources.js";
import { httpGet } from "../../host/http-get.js";
import { type IndexFolder, nameFor } from "./index-folder.js";
import { atMost, type IndexPatience } from "./patience.js";

export type Suite = Pick<AptSource, "uri" | "suite">;

/** What is known of a suite. */
export type ReleaseAnswer =
	/** As its mirror has it now. `since`: when that was last written, in milliseconds since 1970, where the mirror says it. */
	| { readonly kind: "now"; readonly indexes: ReleaseIndexes; readonly since?: number }
	/** It could not be asked, for the reason given; what was known of it last. */
	| { readonly kind: "away"; readonly why: string; readonly indexes?: ReleaseIndexes }
	/** It has an answer, which is no Release file. */
	| { readonly kind: "wrong"; readonly why: string };

export interface ReleasesOptions {
	readonly folder: IndexFolder;
	/** The variables that name proxies. */
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly offline: boolean;
	readonly patience: IndexPatience;
	readonly signal?: AbortSignal;
}

interface Kept {
	readonly file: string;
	readonly etag?: string;
	readonly modified?: string;
	readonly indexes: ReleaseIndexes;
}

/** Asks mirrors for the Release files of suites, each once in the life of a build, and only for what is new. */
export class Releases {
	readonly #answers = new Map<string, Promise<ReleaseAnswer>>();

	constructor(readonly options: ReleasesOptions) {}

	/** Whether it has been asked already. */
	has(suite: Suite): boolean {
		return this.#answers.has(suiteAddress(suite));
	}

	/** Never throws. */
	ask(suite: Suite): Promise<ReleaseAnswer> {
		const address = suiteAddress(suite);
		const known = this.#answers.get(address);
		if (known) return known;
		const answer = this.#ask(address);
		this.#answers.set(address, answer);
		return answer;
	}

	async #ask(address: string): Promise<ReleaseAnswer> {
		const { folder, offline, patience, signal } = this.options;
		const name = `release-${nameFor(address)}`;
		const kept = keptOf(folder.read(name));
		const known = kept ? { indexes: kept.indexes } : {};
		if (offline) return { kind: "away", why: "", ...known };
		const limit = AbortSignal.timeout(patience.releaseMs);
		try {
			return await this.#fetch(address, name, kept, signal ? AbortSignal.any([signal, limit]) : limit);
		} catch (error) {
			const why = limit.aborted
				? `there is no whole answer within ${patience.releaseMs / 1000} s`
				: error instanceof Error
					? error.message || String((error as NodeJS.ErrnoException).code)
					: String(error);
			return { kind: "away", why, ...known };
		}
	}

	async #fetch(address: string, name: string, kept: Kept | undefined, signal: AbortSignal): Promise<ReleaseAnswer> {
		const { env, folder, patience } = this.options;
		const files = kept?.file === "Release" ? ["Release", "InRelease"] : ["InRelease", "Release"];
		let status = 0;
		for (const file of files) {
			const condition = kept?.file === file ? conditions(kept) : {};
			const response = await httpGet(`${address}/${file}`, { env, signal, headers: condition });
			status = response.statusCode ?? 0;
			if (status === 200) {
				const parts: Buffer[] = [];
				for await (const part of atMost(patience.releaseBytes)(response)) parts.push(part);
				const indexes = readReleaseIndexes(Buffer.concat(parts).toString("utf8"));
				if (!indexes) return { kind: "wrong", why: "no Release file: a page for a login?" };
				const { etag, "last-modified": modified } = response.headers;
				const fresh: Kept = { file, ...(etag ? { etag } : {}), ...(modified ? { modified } : {}), indexes };
				folder.write(name, JSON.stringify(fresh));
				return { kind: "now", indexes, ...sinceOf(modified) };
			}
			response.destroy();
			if (status === 304 && kept) return { kind: "now", indexes: kept.indexes, ...sinceOf(kept.modified) };
			if (status !== 404) break;
		}
		// Too busy, or broken for the moment: nothing is said of the suite.
		if (status >= 500 || status === 429 || status === 407) throw new Error(`it answers with status ${status}`);
		return { kind: "wrong", why: `no Release file: status ${status}` };
	}
}

const conditions = ({ etag, modified }: Kept): Record<string, string> => ({
	...(etag ? { "if-none-match": etag } : {}),
	...(modified ? { "if-modified-since": modified } : {}),
});

function sinceOf(modified: string | undefined): { since?: number } {
	const since = Date.parse(modified ?? "");
	return Number.isNaN(since) ? {} : { since };
}

function keptOf(text: string | undefined): Kept | undefined {
	try {
		const { file, etag, modified, indexes } = JSON.parse(text ?? "") as Kept;
		const isWhole = typeof file === "string" && typeof indexes.sums === "object" && indexes.sums !== null;
		return isWhole ? { file, ...(etag ? { etag } : {}), ...(modified ? { modified } : {}), indexes } : undefined;
	} catch {
		return undefined;
	}
}
