import type { IncomingMessage } from "node:http";
import PQueue from "p-queue";
import { type MirrorMeasure, type MirrorQuestion, parseRelease, type ReleaseFile } from "../core/host/mirror.js";
import { httpGet } from "./http-get.js";

export interface MeasureLimits {
	/** Until the first byte. */
	readonly answerMs: number;
	/** For the part of the package index. */
	readonly sampleMs: number;
	/** Bytes of the package index at most. */
	readonly sampleBytes: number;
}

const LIMITS: MeasureLimits = { answerMs: 6000, sampleMs: 4000, sampleBytes: 2 ** 20 };
/** Release files of Debian have 200 kB. */
const LARGEST_RELEASE = 2 * 2 ** 20;

/** More at once would measure each other. */
const queue = new PQueue({ concurrency: 3 });

/**
 * Tries a mirror: the release's own file for its answer and its age, then a part of the package index for the speed.
 * `env` names the proxies where the question has none. Never throws, but for an abort by the caller's own signal.
 */
export async function measureMirror(
	question: MirrorQuestion,
	signal: AbortSignal,
	env: Environment = {},
	limits: MeasureLimits = LIMITS,
): Promise<MirrorMeasure> {
	const wanted = question.proxy ? { ...env, http_proxy: question.proxy, https_proxy: question.proxy } : env;
	return queue.add(() => measure(question, signal, { env: wanted, limits }), { signal });
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Surroundings {
	readonly env: Environment;
	readonly limits: MeasureLimits;
}

async function measure(
	question: MirrorQuestion,
	signal: AbortSignal,
	{ env, limits }: Surroundings,
): Promise<MirrorMeasure> {
	const limit = AbortSignal.any([signal, AbortSignal.timeout(limits.answerMs)]);
	try {
		return await ask(question, { signal, limit, env, limits });
	} catch (error) {
		signal.throwIfAborted();
		return { ok: false, why: limit.aborted ? `no answer within ${limits.answerMs / 1000} s` : reason(error) };
	}
}

interface Until {
	/** The caller's own. */
	readonly signal: AbortSignal;
	/** The same, and the time until which there must be an answer. */
	readonly limit: AbortSignal;
	readonly env: Environment;
	readonly limits: MeasureLimits;
}

async function ask(question: MirrorQuestion, { signal, limit, env, limits }: Until): Promise<MirrorMeasure> {
	const { suite, architecture } = question;
	const base = question.url.replace(/\/+$/, "");
	const start = performance.now();
	const response = await httpGet(suite ? `${base}/dists/${suite}/InRelease` : `${base}/`, { signal: limit, env });
	const milliseconds = Math.round(performance.now() - start);
	if (response.statusCode !== 200) {
		response.destroy();
		return { ok: false, why: refusal(response, suite) };
	}
	if (!suite) {
		response.destroy();
		return { ok: true, milliseconds };
	}
	const release = parseRelease((await read(response, LARGEST_RELEASE)).text);
	if (!release) return { ok: false, why: "answers, but with no Release file: is it a mirror?" };
	if (!release.architectures.includes(architecture)) {
		return { ok: false, why: `has ${suite}, but no packages for ${architecture}` };
	}
	const { date } = release;
	const found = { ok: true, milliseconds, ...(date ? { date } : {}) } as const;
	const index = packageIndex(release, architecture);
	if (!index) return found;
	const sample = (until: AbortSignal) => httpGet(`${base}/dists/${suite}/${index}`, { signal: until, env });
	const bytesPerSecond = await speed(sample, signal, limits);
	return bytesPerSecond === undefined ? found : { ...found, bytesPerSecond };
}

const refusal = ({ statusCode }: IncomingMessage, suite: string | undefined) =>
	statusCode === 404 && suite ? `has no release '${suite}' (404)` : `answers with status ${statusCode}`;

/** The compressed list of packages as apt would take it. */
function packageIndex({ components, indexes }: ReleaseFile, architecture: string): string | undefined {
	const folder = `${components[0] ?? "main"}/binary-${architecture}`;
	return ["xz", "gz"].map((suffix) => `${folder}/Packages.${suffix}`).find((file) => indexes.has(file));
}

/** Bytes a second; undefined when there is nothing to measure it by: that does not make the mirror a bad one. */
async function speed(
	get: (until: AbortSignal) => Promise<IncomingMessage>,
	signal: AbortSignal,
	{ sampleMs, sampleBytes }: MeasureLimits,
): Promise<number | undefined> {
	const until = AbortSignal.any([signal, AbortSignal.timeout(sampleMs)]);
	const start = performance.now();
	try {
		const response = await get(until);
		if (response.statusCode !== 200) {
			response.destroy();
			return undefined;
		}
		const { bytes } = await read(response, sampleBytes, until);
		const seconds = (performance.now() - start) / 1000;
		return bytes > 0 ? Math.round(bytes / seconds) : undefined;
	} catch {
		signal.throwIfAborted();
		return undefined;
	}
}

/** The body as far as it comes, up to `most` bytes; `until` ends it early without an error. */
async function read(
	response: IncomingMessage,
	most: number,
	until?: AbortSignal,
): Promise<{ bytes: number; text: string }> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	try {
		for await (const chunk of response as AsyncIterable<Buffer>) {
			chunks.push(chunk);
			bytes += chunk.length;
			if (bytes >= most) break;
		}
	} catch (error) {
		if (!until?.aborted) throw error;
	}
	return { bytes, text: Buffer.concat(chunks).toString("utf8") };
}

const REASONS: Readonly<Record<string, string>> = {
	ENOTFOUND: "its name is not known",
	EAI_AGAIN: "its name cannot be looked up: is the network there?",
	ECONNREFUSED: "refuses the connection",
	ECONNRESET: "broke off the connection",
	EHOSTUNREACH: "cannot be reached from here",
	ENETUNREACH: "cannot be reached from here",
	ERR_INVALID_URL: "is not an address",
};

function reason(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return REASONS[(error as NodeJS.ErrnoException).code ?? ""] ?? error.message;
}
