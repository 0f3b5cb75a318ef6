import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A folder of a web server that takes PUT and DELETE, in memory. */
export interface FakeWebFolder {
	readonly url: string;
	readonly files: Map<string, Buffer>;
	/** `PUT index.json 204`, in the order in which they were answered. */
	readonly requests: string[];
	/** Speaks WebDAV: renames. */
	dav: boolean;
	/** Tells digests of what it holds. */
	digests: boolean;
	/** Heeds If-Match. */
	conditions: boolean;
	/** What it makes of an image that arrives. */
	damage?: (data: Buffer) => Buffer;
	/** Answers instead of the folder when it returns true. */
	misbehave?: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
	/** `user:password` that it wants. */
	login?: string;
	close(): Promise<void>;
}

const etag = (data: Buffer) => `"${createHash("md5").update(data).digest("hex")}"`;

export async function openFakeWebFolder(): Promise<FakeWebFolder> {
	const files = new Map<string, Buffer>();
	const requests: string[] = [];
	const server = createServer(async (request, response) => {
		const name = decodeURIComponent(new URL(request.url ?? "", "http://x").pathname.replace("/images/", ""));
		response.on("finish", () => requests.push(`${request.method} ${name} ${response.statusCode}`));
		if (folder.misbehave?.(request, response)) return;
		const parts: Buffer[] = [];
		try {
			for await (const part of request) parts.push(part as Buffer);
		} catch {
			return;
		}
		const say = (status: number, headers: Record<string, string> = {}, body?: Buffer) =>
			response.writeHead(status, headers).end(body);
		if (folder.login !== undefined) {
			const wanted = `Basic ${Buffer.from(folder.login).toString("base64")}`;
			if (request.headers.authorization !== wanted) return say(401);
		}
		const there = files.get(name);
		switch (request.method) {
			case "OPTIONS":
				return say(200, folder.dav ? { dav: "1,2", allow: "OPTIONS,GET,HEAD,PUT,DELETE,MOVE" } : { allow: "GET,PUT" });
			case "HEAD":
			case "GET": {
				if (!there) return say(404);
				const sha256 = createHash("sha256").update(there).digest("base64");
				const told: Record<string, string> = folder.digests ? { "repr-digest": `sha-256=:${sha256}:` } : {};
				const headers = { "content-length": String(there.length), etag: etag(there), ...told };
				return say(200, headers, request.method === "GET" ? there : undefined);
			}
			case "PUT": {
				const { "if-match": match, "if-none-match": none } = request.headers;
				const differs = (match !== undefined && (!there || match !== etag(there))) || (none === "*" && there);
				if (folder.conditions && differs) return say(412);
				const data = Buffer.concat(parts);
				files.set(name, name !== "index.json" && folder.damage ? folder.damage(data) : data);
				return say(there ? 204 : 201);
			}
			case "MOVE": {
				const to = decodeURIComponent(new URL(String(request.headers.destination)).pathname.replace("/images/", ""));
				if (!there) return say(404);
				files.set(to, there);
				files.delete(name);
				return say(201);
			}
			default:
				return say(files.delete(name) ? 204 : 404);
		}
	}).listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const folder: FakeWebFolder = {
		...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/images/`, files, requests },
		...{ dav: false, digests: false, conditions: true },
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return folder;
}
