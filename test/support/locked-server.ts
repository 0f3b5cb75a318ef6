import { spawn } from "node:child_process";
import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A loopback server that answers nobody without a login. */
export interface LockedServer {
	/** `http://LOGIN@127.0.0.1:PORT`, the login as it is written in an address. */
	address(login: string): string;
	/** Requests that came with the login, and those that came without. */
	readonly counts: { let: number; refused: number };
	close(): void;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(login: string, header: "authorization" | "proxy-authorization", answer: Answer) {
	const counts = { let: 0, refused: 0 };
	const wanted = `Basic ${Buffer.from(login).toString("base64")}`;
	const [status, question] = header === "authorization" ? [401, "www-authenticate"] : [407, "proxy-authenticate"];
	const server = http.createServer((request, response) => {
		if (request.headers[header] === wanted) {
			counts.let += 1;
			answer(request, response);
			return;
		}
		counts.refused += 1;
		request.resume();
		response.writeHead(status, { [question]: 'Basic realm="locked"' }).end("a login is wanted\n");
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const locked: LockedServer = {
		address: (written) => `http://${written}@127.0.0.1:${port}`,
		counts,
		close: () => server.close().closeAllConnections(),
	};
	return locked;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

/** Hands a request on; what it said of itself to us stays here. */
function forward(target: URL, request: IncomingMessage, response: ServerResponse, dropped: string): void {
	const { [dropped]: _, "proxy-connection": __, connection: ___, ...headers } = request.headers;
	const onward = http.request(target, { method: request.method, agent, headers: { ...headers, host: target.host } });
	onward.on("response", (answer) => {
		response.writeHead(answer.statusCode ?? 502, answer.headers);
		answer.pipe(response);
	});
	onward.on("error", () => response.destroy());
	response.on("close", () => onward.destroy());
	request.pipe(onward);
}

/** A mirror whose folders (`/debian`) are other mirrors. `login` is `name:password` as it is, not as it is written. */
export const lockedMirror = (login: string, folders: Readonly<Record<string, string>>): Promise<LockedServer> =>
	serve(login, "authorization", (request, response) => {
		const [, folder = "", rest = ""] = /^(\/[^/]+)(.*)$/.exec(request.url ?? "") ?? [];
		const target = folders[folder];
		if (target) forward(new URL(`${target.replace(/\/$/, "")}${rest}`), request, response, "authorization");
		else response.writeHead(404).end();
	});

/** A proxy for http. */
export const lockedProxy = (login: string): Promise<LockedServer> =>
	serve(login, "proxy-authorization", (request, response) =>
		forward(new URL(request.url ?? "/"), request, response, "proxy-authorization"),
	);

/** All repositories of a folder by git's own server, to be fetched from. */
export const lockedGit = (login: string, folder: string): Promise<LockedServer> =>
	serve(login, "authorization", (request, response) => {
		const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
		const child = spawn("git", ["http-backend"], {
			env: {
				PATH: process.env.PATH,
				GIT_PROJECT_ROOT: folder,
				GIT_HTTP_EXPORT_ALL: "1",
				...{ GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "safe.directory", GIT_CONFIG_VALUE_0: "*" },
				...{ PATH_INFO: pathname, QUERY_STRING: search.slice(1), REQUEST_METHOD: request.method },
				CONTENT_TYPE: request.headers["content-type"] ?? "",
				HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
				GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
			},
			stdio: ["pipe", "pipe", "inherit"],
		});
		request.pipe(child.stdin);
		child.stdin.on("error", () => {});
		let head = Buffer.alloc(0);
		child.stdout.on("data", function first(chunk: Buffer) {
			head = Buffer.concat([head, chunk]);
			const end = head.indexOf("\r\n\r\n");
			if (end < 0) return;
			child.stdout.off("data", first);
			const lines = head.subarray(0, end).toString("latin1").split("\r\n");
			const headers = Object.fromEntries(lines.map((line) => line.split(/: */, 2) as [string, string]));
			const { Status: status = "200", ...rest } = headers;
			response.writeHead(Number.parseInt(status, 10), rest);
			response.write(head.subarray(end + 4));
			child.stdout.pipe(response);
		});
	});
