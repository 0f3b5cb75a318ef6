import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An image as the fake holds it. */
export type FakeImage = Record<string, unknown> & { id: string; status: string };

/** True when it has taken care of the request. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/**
 * Identity v3 and Images v2 on the loopback, as far as publishing asks for them: the wire format as Keystone and Glance have it,
 * without their stores. User `demo`, password `hidden-word`, project `web`.
 */
export interface FakeCloud {
	readonly url: string;
	readonly images: Map<string, FakeImage>;
	/** `METHOD PATH STATUS`, ids as `ID`. */
	readonly requests: string[];
	/** Bodies of requests for tokens. */
	readonly logins: unknown[];
	readonly headersOfUploads: IncomingMessage["headers"][];
	misbehave: Misbehaviour | undefined;
	/** Tokens that are good; emptied, all have ended. */
	readonly tokens: Set<string>;
	/** Milliseconds that a token is good for. */
	tokenMs: number;
	/** Regions in the catalogue. */
	regions: readonly string[];
	importMethods: readonly string[];
	mayPublic: boolean;
	/** What arrives is changed by it before it is kept. */
	damage: ((data: Buffer) => Buffer) | undefined;
	/** Those that exist to be found in a list. */
	visible(name: string): FakeImage[];
	close(): void;
}

export const PASSWORD = "hidden-word";
export const PROJECT = "5f1c0000000000000000000000000001";

export async function openFakeCloud(): Promise<FakeCloud> {
	let clock = Date.parse("2026-01-01T00:00:00Z");
	const now = () => {
		clock += 1000;
		return new Date(clock).toISOString().replace(/\.\d+Z/, "Z");
	};
	const staged = new Map<string, Buffer>();
	const server = createServer((request, response) => {
		const path = (request.url ?? "/").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "ID").replace(/\?.*/, "");
		response.on("close", () => cloud.requests.push(`${request.method} ${path} ${response.statusCode}`));
		void answer(request, response).catch(() => response.destroy());
	});
	const send = (response: ServerResponse, status: number, body?: unknown, headers: Record<string, string> = {}) => {
		response.writeHead(status, { "content-type": "application/json", ...headers });
		response.end(body === undefined ? undefined : JSON.stringify(body));
	};
	const page = (response: ServerResponse, status: number, why: string) =>
		response
			.writeHead(status, { "content-type": "text/html" })
			.end(`<html><head><title>${status}</title></head><body><h1>${status}</h1>${why}</body></html>`);

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
		if (await cloud.misbehave?.(request, response)) return;
		const { method = "", url = "/" } = request;
		const { pathname, searchParams } = new URL(url, cloud.url);
		if (pathname === "/v3/auth/tokens") return logIn(await json(request), response);
		if (!cloud.tokens.has(String(request.headers["x-auth-token"]))) {
			request.resume();
			return page(response, 401, "This server could not verify that you are authorized");
		}
		if (pathname === "/v2/info/import")
			return send(response, 200, { "import-methods": { value: cloud.importMethods } });
		if (pathname === "/v2/images" && method === "GET") {
			const hidden = searchParams.get("os_hidden") === "true";
			const rule = searchParams.get("diskwright_rule");
			const found = [...cloud.images.values()].filter(
				(one) => (one.os_hidden === true) === hidden && (rule === null || one.diskwright_rule === rule),
			);
			return send(response, 200, { images: found.reverse() });
		}
		if (pathname === "/v2/images") return create((await json(request)) as FakeImage, response);
		const [, , , id = "", what] = pathname.split("/");
		const image = cloud.images.get(id);
		if (!image) {
			request.resume();
			return page(response, 404, `Failed to find image ${id}`);
		}
		if (what === "tasks") return send(response, 200, { tasks: [] });
		if (what === "file" || what === "stage") return take(image, what, request, response);
		if (what === "import") return bring(image, (await json(request)) as { method: { name: string } }, response);
		if (method === "GET") return send(response, 200, image);
		if (method === "DELETE") {
			if (image.protected === true) return page(response, 403, "Image is protected and cannot be deleted.");
			if (image.in_use === "yes") return page(response, 409, "Image is in use.");
			cloud.images.delete(id);
			return send(response, 204);
		}
		if (method === "PATCH") {
			for (const { op, path, value } of (await json(request)) as { op: string; path: string; value: unknown }[]) {
				const name = path.slice(1).replaceAll("~1", "/").replaceAll("~0", "~");
				if (op === "remove") delete image[name];
				else image[name] = value;
			}
			image.updated_at = now();
			return send(response, 200, image);
		}
		page(response, 405, "no");
	}

	function logIn(body: unknown, response: ServerResponse): unknown {
		cloud.logins.push(body);
		const { identity } = (body as { auth: { identity: Record<string, never> } }).auth;
		const { password, token, application_credential } = identity as {
			password?: { user: { password: string } };
			token?: { id: string };
			application_credential?: { secret: string };
		};
		const good =
			password?.user.password === PASSWORD ||
			application_credential?.secret === PASSWORD ||
			(token && cloud.tokens.has(token.id));
		if (!good)
			return send(response, 401, {
				error: { code: 401, message: "The request you have made requires authentication." },
			});
		const value = `token-${cloud.logins.length}-abcdefgh`;
		cloud.tokens.add(value);
		const endpoints = cloud.regions.map((region) => ({
			interface: "public",
			region,
			region_id: region,
			url: cloud.url,
		}));
		const expires_at = new Date(Date.now() + cloud.tokenMs).toISOString();
		const catalog = [{ type: "image", name: "glance", endpoints }];
		send(
			response,
			201,
			{ token: { expires_at, project: { id: PROJECT, name: "web" }, catalog } },
			{ "x-subject-token": value },
		);
	}

	function create(image: FakeImage, response: ServerResponse): void {
		if (image.visibility === "public" && !cloud.mayPublic)
			return void page(response, 403, "You are not authorized to complete publicize_image action.");
		if (cloud.images.has(image.id)) return void page(response, 409, "exists");
		const made = {
			protected: false,
			owner: PROJECT,
			created_at: now(),
			updated_at: now(),
			size: null,
			...image,
			status: "queued",
		};
		cloud.images.set(image.id, made);
		send(response, 201, made);
	}

	async function take(
		image: FakeImage,
		what: string,
		request: IncomingMessage,
		response: ServerResponse,
	): Promise<void> {
		cloud.headersOfUploads.push(request.headers);
		image.status = "saving";
		const chunks: Buffer[] = [];
		try {
			for await (const chunk of request) chunks.push(chunk as Buffer);
		} catch {
			image.status = "queued";
			return;
		}
		const data = Buffer.concat(chunks);
		if (what === "stage") staged.set(image.id, data);
		else keep(image, data);
		if (what === "stage") image.status = "uploading";
		send(response, 204);
	}

	function bring(
		image: FakeImage,
		{ method }: { method: { name: string; uri?: string } },
		response: ServerResponse,
	): void {
		send(response, 202);
		if (method.name === "glance-direct") keep(image, staged.get(image.id) ?? Buffer.alloc(0));
		else void fetch(method.uri ?? "").then(async (got) => keep(image, Buffer.from(await got.arrayBuffer())));
	}

	function keep(image: FakeImage, data: Buffer): void {
		const kept = cloud.damage?.(data) ?? data;
		const os_hash_value = createHash("sha512").update(kept).digest("hex");
		Object.assign(image, { status: "active", size: kept.length, os_hash_algo: "sha512", os_hash_value });
	}

	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const cloud: FakeCloud = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		...{ images: new Map(), requests: [], logins: [], headersOfUploads: [], misbehave: undefined, tokens: new Set() },
		...{
			tokenMs: 3_600_000,
			regions: ["RegionOne"],
			importMethods: ["glance-direct", "web-download"],
			mayPublic: true,
			damage: undefined,
		},
		visible: (name) =>
			[...cloud.images.values()].filter(
				(image) => image.name === name && image.os_hidden === false && image.status === "active",
			),
		close: () => server.close().closeAllConnections(),
	};
	return cloud;
}

async function json(request: IncomingMessage): Promise<unknown> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
