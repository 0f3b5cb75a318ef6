import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the server does instead of answering as it should; true when it has taken care of the request. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A folder on the loopback that files can be got from and put into, as any simple web server has it. */
export interface PutServer {
	readonly url: string;
	/** By name. */
	readonly files: Map<string, Buffer>;
	/** `METHOD NAME STATUS`, the names without their digests. */
	readonly requests: string[];
	misbehave: Misbehaviour | undefined;
	close(): void;
}

export async function openPutServer(): Promise<PutServer> {
	const files = new Map<string, Buffer>();
	const requests: string[] = [];
	const server = createServer((request, response) => {
		const { method = "", url = "/" } = request;
		const name = url.replace(/^\/layers\//, "");
		response.on("close", () => requests.push(`${method} ${name.replace(/[0-9a-f]{64}/, "…")} ${response.statusCode}`));
		if (self.misbehave?.(request, response)) return;
		const found = files.get(name);
		if (method === "PUT") {
			const chunks: Buffer[] = [];
			request.on("data", (chunk: Buffer) => chunks.push(chunk));
			request.on("end", () => {
				files.set(name, Buffer.concat(chunks));
				response.writeHead(found ? 204 : 201).end();
			});
		} else if (!found) response.writeHead(404).end("an error page\n");
		else response.writeHead(200, { "content-length": found.length }).end(method === "HEAD" ? undefined : found);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const self: PutServer = {
		...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/layers`, files, requests },
		misbehave: undefined,
		close: () => server.close().closeAllConnections(),
	};
	return self;
}
