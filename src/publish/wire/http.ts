import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import { proxyFor } from "../../host/http-get.js";
import type { Patience, TargetContext } from "../target-context.js";

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	/** At most the first 4 MiB of it. */
	readonly text: string;
}

/** A server that does not answer, or stops in the middle. */
export class Silence extends Error {
	constructor(
		readonly code: string,
		readonly url: string,
		cause: unknown,
	) {
		super(cause instanceof Error ? cause.message : String(cause), { cause });
		this.name = "Silence";
	}
}

export interface Ask {
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
	/** Also when the work was cancelled: what clears up. */
	readonly always?: boolean;
}

const TRIES = 4;
const LONGEST_ANSWER = 4 << 20;
const PASSING = new Set([429, 500, 502, 503, 504]);

/** Whom to trust, and by what to be known: files of certificates and keys. */
export interface TlsFiles {
	readonly verify: boolean;
	readonly cacert?: string;
	readonly cert?: string;
	readonly key?: string;
}

/** Requests to the servers of one cloud, through the proxies of the environment and with the certificates it names. */
export class Http {
	readonly #agents = new Map<string, Dispatcher>();
	readonly #tls: { ca?: string; cert?: string; key?: string; rejectUnauthorized: boolean };

	constructor(
		files: TlsFiles,
		private readonly context: Pick<TargetContext, "env" | "signal">,
		readonly patience: Patience,
	) {
		const read = (key: "cacert" | "cert" | "key", name: string) =>
			files[key] === undefined ? {} : { [name]: readFileSync(files[key], "utf8") };
		this.#tls = {
			rejectUnauthorized: files.verify,
			...read("cacert", "ca"),
			...read("cert", "cert"),
			...read("key", "key"),
		};
	}

	/** Asks until there is an answer that says something: network trouble and servers that are busy are asked again. Throws Silence. */
	async ask(method: string, url: string, { headers = {}, body, always = false }: Ask = {}): Promise<Answer> {
		const signal = always ? AbortSignal.timeout(30_000) : this.context.signal;
		for (let tries = 1; ; tries++) {
			const last = tries === TRIES || (always && tries === 2);
			try {
				const answer = await this.#once(method, url, headers, body, signal, this.patience.answer);
				if (last || !PASSING.has(answer.status)) return answer;
				await this.wait(tries, always, retryAfter(answer));
			} catch (error) {
				if (last || signal.aborted || isHopeless(error)) throw silence(error, url, signal);
				await this.wait(tries, always);
			}
		}
	}

	/** Before the try after this one; as long as the server wishes, within reason. */
	async wait(tries: number, always = false, wished = 0): Promise<void> {
		const ms = Math.max(this.patience.backoff * 2 ** (tries - 1), Math.min(wished, 60_000));
		await pause(ms, undefined, always ? {} : { signal: this.context.signal });
	}

	/** Sends a file once. Ends when nothing of it is taken for a while, or no answer comes to the whole. Throws Silence. */
	async put(url: string, headers: Readonly<Record<string, string>>, parts: AsyncIterable<Uint8Array>): Promise<Answer> {
		const late = new AbortController();
		const { stall, answer } = this.patience;
		const limit = (ms: number) => setTimeout(() => late.abort(new StallError(ms)), ms);
		let timer = limit(stall);
		let failed: unknown;
		async function* watched(): AsyncGenerator<Uint8Array> {
			try {
				for await (const part of parts) {
					yield part;
					clearTimeout(timer);
					timer = limit(stall);
				}
			} catch (error) {
				failed = error;
				throw error;
			}
			clearTimeout(timer);
			timer = limit(answer);
		}
		const signal = AbortSignal.any([this.context.signal, late.signal]);
		try {
			return await this.#once("PUT", url, headers, watched(), signal, 0);
		} catch (error) {
			// What went wrong with the file is not the server's.
			if (failed !== undefined && !late.signal.aborted) throw failed;
			throw silence(late.signal.aborted ? late.signal.reason : error, url, this.context.signal);
		} finally {
			clearTimeout(timer);
		}
	}

	/** Asks once for what may be large; `read` gets the parts of an answer 200. Throws Silence. */
	async get<Result>(
		url: string,
		headers: Readonly<Record<string, string>>,
		read: (parts: AsyncIterable<Uint8Array>) => Promise<Result>,
	): Promise<{ readonly answer: Answer } | { readonly result: Result }> {
		const { signal } = this.context;
		try {
			const response = await this.#request("GET", url, headers, undefined, signal, this.patience.answer);
			if (response.statusCode !== 200) return { answer: await readAnswer(response) };
			return { result: await read(response.body) };
		} catch (error) {
			throw silence(error, url, signal);
		}
	}

	async #once(
		method: string,
		url: string,
		headers: Readonly<Record<string, string>>,
		body: string | Uint8Array | AsyncIterable<Uint8Array> | undefined,
		signal: AbortSignal,
		answerMs: number,
	): Promise<Answer> {
		return readAnswer(await this.#request(method, url, headers, body, signal, answerMs));
	}

	#request(
		method: string,
		url: string,
		headers: Readonly<Record<string, string>>,
		body: string | Uint8Array | AsyncIterable<Uint8Array> | undefined,
		signal: AbortSignal,
		answerMs: number,
	): Promise<Dispatcher.ResponseData> {
		const { origin, pathname, search } = new URL(url);
		return this.#agent(new URL(url)).request({
			...{ origin, path: `${pathname}${search}` },
			method: method as Dispatcher.HttpMethod,
			headers: { "user-agent": "diskwright", ...headers },
			...(body === undefined ? {} : { body: body as string }),
			headersTimeout: answerMs,
			bodyTimeout: this.patience.stall,
			signal,
		});
	}

	#agent(url: URL): Dispatcher {
		const proxy = proxyFor(url, this.context.env);
		const key = `${proxy ?? ""} ${url.protocol}`;
		const known = this.#agents.get(key);
		if (known) return known;
		const timeouts = { connect: { timeout: 30_000, ...this.#tls } };
		const agent = proxy
			? new ProxyAgent({ uri: proxy, requestTls: this.#tls, proxyTunnel: url.protocol === "https:", ...login(proxy) })
			: new Agent(timeouts);
		this.#agents.set(key, agent);
		return agent;
	}

	async close(): Promise<void> {
		await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
	}
}

async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Answer> {
	const texts: string[] = [];
	let length = 0;
	body.setEncoding("utf8");
	for await (const text of body) {
		if (length < LONGEST_ANSWER) texts.push(text as string);
		length += (text as string).length;
	}
	return { status: statusCode, headers, text: texts.join("") };
}

class StallError extends Error {
	readonly code = "STALLED";
	constructor(ms: number) {
		super(`nothing has moved for ${Math.round(ms / 1000)} s`);
	}
}

function login(proxy: string): { token?: string } {
	const { username, password } = new URL(proxy);
	if (username === "" && password === "") return {};
	const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return { token: `Basic ${Buffer.from(words).toString("base64")}` };
}

const codeOf = (error: unknown): string => {
	const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
	return typeof code === "string" ? code : cause ? codeOf(cause) : "";
};

/** Names and certificates do not get better by asking again. */
const isHopeless = (error: unknown) => /CERT|TLS|SSL|ENOTFOUND|EPROTO|SIGNATURE|INVALID_ARG/.test(codeOf(error));

function silence(error: unknown, url: string, signal: AbortSignal): unknown {
	if (signal.aborted && signal.reason instanceof Error) return signal.reason;
	return error instanceof Silence ? error : new Silence(codeOf(error), url, error);
}

function retryAfter({ headers }: Answer): number {
	const seconds = Number(headers["retry-after"]);
	return Number.isFinite(seconds) ? seconds * 1000 : 0;
}
