import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { BlockList, isIP, type Socket } from "node:net";
import type { Readable } from "node:stream";

export interface GetOptions {
	/** Ends the question and, later, the reading of the answer: the limit of time. */
	readonly signal: AbortSignal;
	/** The variables that name proxies, with their logins if they want one, and what goes past them. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly method?: "GET" | "HEAD" | "PUT";
	/** What else is said, such as on which condition there is to be an answer. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Of a PUT; `written` hears of every part that has gone out. */
	readonly body?: { readonly bytes: number; readonly stream: Readable; readonly written: () => void };
}

const MOST_REDIRECTS = 5;

/**
 * Asks for an address and follows redirections; the body is not read yet, and whoever does counts its bytes. Headers of more
 * than 16 KiB are refused by Node itself. Throws what went wrong on the way.
 */
export async function httpGet(url: string, options: GetOptions): Promise<IncomingMessage> {
	let address = new URL(url);
	for (let redirects = 0; ; redirects++) {
		const response = await httpOnce(address, options);
		const { statusCode = 0, headers } = response;
		if (statusCode < 300 || statusCode >= 400 || !headers.location) return response;
		response.destroy();
		if (redirects === MOST_REDIRECTS) throw new Error(`redirects more than ${MOST_REDIRECTS} times`);
		address = new URL(headers.location, address);
	}
}

/** Asks for an address once, wherever it redirects to; as `httpGet` otherwise. */
export async function httpOnce(
	address: URL,
	{ env = {}, signal, method = "GET", headers: more = {}, body }: GetOptions,
): Promise<IncomingMessage> {
	const secure = address.protocol === "https:";
	if (!secure && address.protocol !== "http:")
		throw new Error(`${address.protocol}// is not asked, only http and https`);
	const length = body ? { "content-length": body.bytes } : {};
	const headers = { "user-agent": "diskwright", host: address.host, connection: "close", ...more, ...length };
	const answer = (request: http.ClientRequest) => answerTo(request, body);
	// A connection of its own each time: a kept one would flatter the second measure.
	const plain = { headers, signal, method, agent: false } as const;
	const proxy = proxyFor(address, env);
	if (!proxy) return answer((secure ? https : http).request(address, plain));
	const via = new URL(proxy);
	if (via.protocol !== "http:") throw new Error(`a proxy is asked over http only, not ${via.protocol}//`);
	const hop = { host: via.hostname, port: via.port || 80, headers: login(via, "proxy-authorization") };
	if (!secure) {
		const own = { ...headers, ...hop.headers, ...login(address, "authorization") };
		return answer(http.request({ ...plain, ...hop, headers: own, path: withoutLogin(address) }));
	}
	const socket = await tunnel(address, { ...hop, signal });
	return answer(https.request(address, { ...plain, agent: new https.Agent({ socket } as https.AgentOptions) }));
}

/** What a server or a proxy is told whose address has a login. */
function login({ username, password }: URL, header: string): Record<string, string> {
	if (username === "" && password === "") return {};
	const words = `${decoded(username)}:${decoded(password)}`;
	return { [header]: `Basic ${Buffer.from(words).toString("base64")}` };
}

function withoutLogin(address: URL): string {
	const bare = new URL(address);
	bare.username = "";
	bare.password = "";
	return bare.href;
}

/** A percent sign that begins no code stands for itself. */
function decoded(word: string): string {
	try {
		return decodeURIComponent(word);
	} catch {
		return word;
	}
}

async function answerTo(request: http.ClientRequest, body: GetOptions["body"]): Promise<IncomingMessage> {
	// A server that has answered may hang up on the rest of a body: its answer counts.
	const answered = once(request, "response").then(([response]) => response as IncomingMessage);
	if (!body) request.end();
	else {
		body.stream.on("data", body.written).on("error", (error) => request.destroy(error));
		body.stream.pipe(request);
	}
	return answered;
}

/** A connection to the other end through the proxy. */
async function tunnel({ hostname, port }: URL, hop: http.RequestOptions): Promise<Socket> {
	const request = http.request({ ...hop, method: "CONNECT", path: `${hostname}:${port || 443}`, agent: false });
	request.end();
	const [response, socket] = (await once(request, "connect")) as [IncomingMessage, Socket];
	if (response.statusCode !== 200) throw new Error(`the proxy answers ${response.statusCode}`);
	return socket;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Through which proxy curl would go to an address with these variables, as an address with a scheme; undefined for none.
 * HTTP_PROXY in capitals does not count: the clients of a CGI program can set it.
 */
export function proxyFor({ protocol, hostname }: URL, env: Environment): string | undefined {
	if (isExcepted(hostname, env.no_proxy || env.NO_PROXY || "")) return undefined;
	const own = protocol === "https:" ? env.https_proxy || env.HTTPS_PROXY : env.http_proxy;
	const proxy = own || env.all_proxy || env.ALL_PROXY;
	if (!proxy) return undefined;
	return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** `no_proxy`: names with all names below them, addresses, networks such as 10.0.0.0/8, or `*`; separated by commas or spaces. */
function isExcepted(hostname: string, list: string): boolean {
	const host = plain(hostname);
	const entries = list.split(/[\s,]+/).filter(Boolean);
	if (list.trim() === "*") return true;
	const version = isIP(host);
	return entries.some((entry) => (version ? isInNetwork(host, version, entry) : isBelow(host, plain(entry))));
}

/** Without what changes nothing: brackets, dots at both ends, capitals. */
const plain = (name: string) =>
	name
		.replace(/^\[|\]$/g, "")
		.replace(/^\.|\.$/g, "")
		.toLowerCase();

const isBelow = (host: string, entry: string) => entry !== "" && (host === entry || host.endsWith(`.${entry}`));

function isInNetwork(host: string, version: number, entry: string): boolean {
	const [address = "", bits] = plain(entry).split("/");
	if (isIP(address) !== version) return false;
	const family = version === 6 ? "ipv6" : "ipv4";
	const most = version === 6 ? 128 : 32;
	const prefix = bits === undefined ? most : Number(bits);
	if (!Number.isInteger(prefix) || prefix < 0 || prefix > most) return false;
	const network = new BlockList();
	network.addSubnet(address, prefix, family);
	return network.check(host, family);
}
