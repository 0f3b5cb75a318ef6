import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";

export interface GetOptions {
	readonly signal: AbortSignal;
	/** Address of an HTTP proxy, with its login if it wants one; Node's own `fetch` knows none. */
	readonly proxy?: string | undefined;
}

const MOST_REDIRECTS = 5;

/** Asks for an address and follows redirections; the body is not read yet. Throws what went wrong on the way. */
export async function httpGet(url: string, options: GetOptions): Promise<IncomingMessage> {
	let address = new URL(url);
	for (let redirects = 0; ; redirects++) {
		const response = await getOnce(address, options);
		const { statusCode = 0, headers } = response;
		if (statusCode < 300 || statusCode >= 400 || !headers.location) return response;
		response.destroy();
		if (redirects === MOST_REDIRECTS) throw new Error(`redirects more than ${MOST_REDIRECTS} times`);
		address = new URL(headers.location, address);
	}
}

async function getOnce(address: URL, { proxy, signal }: GetOptions): Promise<IncomingMessage> {
	const secure = address.protocol === "https:";
	if (!secure && address.protocol !== "http:")
		throw new Error(`${address.protocol}// is not asked, only http and https`);
	const headers = { "user-agent": "diskwright", host: address.host, connection: "close" };
	// A connection of its own each time: a kept one would flatter the second measure.
	const plain = { headers, signal, agent: false } as const;
	if (!proxy) return answer((secure ? https : http).get(address, plain));
	const via = new URL(proxy);
	const hop = { host: via.hostname, port: via.port || 80, headers: login(via) };
	if (!secure)
		return answer(http.get({ ...plain, ...hop, headers: { ...headers, ...hop.headers }, path: address.href }));
	const socket = await tunnel(address, { ...hop, signal });
	return answer(https.get(address, { headers, signal, agent: new https.Agent({ socket } as https.AgentOptions) }));
}

/** What a proxy is told whose address has a login. */
function login({ username, password }: URL): Record<string, string> {
	if (username === "" && password === "") return {};
	const words = `${decoded(username)}:${decoded(password)}`;
	return { "proxy-authorization": `Basic ${Buffer.from(words).toString("base64")}` };
}

/** A percent sign that begins no code stands for itself. */
function decoded(word: string): string {
	try {
		return decodeURIComponent(word);
	} catch {
		return word;
	}
}

async function answer(request: http.ClientRequest): Promise<IncomingMessage> {
	const [response] = (await once(request, "response")) as [IncomingMessage];
	return response;
}

/** A connection to the other end through the proxy. */
async function tunnel({ hostname, port }: URL, hop: http.RequestOptions): Promise<Socket> {
	const request = http.request({ ...hop, method: "CONNECT", path: `${hostname}:${port || 443}`, agent: false });
	request.end();
	const [response, socket] = (await once(request, "connect")) as [IncomingMessage, Socket];
	if (response.statusCode !== 200) throw new Error(`the proxy answers ${response.statusCode}`);
	return socket;
}
