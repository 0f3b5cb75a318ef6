import { once } from "node:events";
import { request as ask, createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** Between a client and a server: sees every request, and changes what passes. */
export interface Meddler {
	readonly url: string;
	/** Before a request is passed on; true when it shall not be. */
	before: ((request: IncomingMessage) => boolean | Promise<boolean>) | undefined;
	/** After the server's answer has come, before it is passed on; true when it shall not be. */
	after: ((request: IncomingMessage) => boolean | Promise<boolean>) | undefined;
	/** What a client sends, part by part. */
	change: ((part: Buffer, request: IncomingMessage) => Buffer) | undefined;
	close(): void;
}

/** Passes on what comes to it to the server at `target`. */
export async function openMeddler(target: string): Promise<Meddler> {
	const server = createServer(async (request, response) => {
		if (await meddler.before?.(request)) return response.destroy();
		const passed = ask(`${target}${request.url}`, {
			method: request.method,
			headers: { ...request.headers, connection: "close" },
		});
		request.on("data", (part: Buffer) => passed.write(meddler.change?.(part, request) ?? part));
		request.on("end", () => passed.end());
		request.on("close", () => request.complete || passed.destroy());
		passed.on("error", () => response.destroy());
		const [answer] = (await once(passed, "response").catch(() => [])) as [IncomingMessage?];
		if (!answer || (await meddler.after?.(request))) return response.destroy();
		response.writeHead(answer.statusCode ?? 502, answer.headers);
		answer.pipe(response);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const meddler: Meddler = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		...{ before: undefined, after: undefined, change: undefined },
		close: () => server.close().closeAllConnections(),
	};
	return meddler;
}
