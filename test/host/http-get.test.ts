import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { httpGet } from "../../src/host/http-get.js";

let proxy: http.Server;
let logins: (string | undefined)[];
beforeEach(async () => {
	logins = [];
	proxy = http.createServer((request, response) => {
		logins.push(request.headers["proxy-authorization"]);
		response.end("through the proxy");
	});
	proxy.on("connect", (request, socket) => {
		logins.push(request.headers["proxy-authorization"]);
		socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
	});
	proxy.listen(0, "127.0.0.1");
	await once(proxy, "listening");
});
afterEach(() => proxy.close());

const through = (login: string) => `http://${login}127.0.0.1:${(proxy.address() as AddressInfo).port}`;
const signal = AbortSignal.timeout(10_000);
const basic = (words: string) => `Basic ${Buffer.from(words).toString("base64")}`;

test.each([
	["", undefined],
	["me:a%40b@", basic("me:a@b")],
	["me:50%@", basic("me:50%")],
	["token@", basic("token:")],
])("a proxy is told its login: %s", async (login, told) => {
	const response = await httpGet("http://mirror.invalid/file", {
		signal,
		env: { http_proxy: through(login), https_proxy: through(login) },
	});
	response.resume();
	await once(response, "end");
	await expect(
		httpGet("https://mirror.invalid/file", {
			signal,
			env: { http_proxy: through(login), https_proxy: through(login) },
		}),
	).rejects.toThrow("the proxy answers 403");
	expect(logins).toEqual([told, told]);
});

test("what no_proxy names is asked directly, also after a redirection through the proxy", async () => {
	const server = http.createServer((_, response) => response.end("directly"));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	onTestFinished(() => void server.close());
	const { port } = server.address() as AddressInfo;
	const env = { http_proxy: through(""), no_proxy: "other.invalid, 127.0.0.0/8" };
	expect(await text(`http://127.0.0.1:${port}/`, env)).toBe("directly");
	expect(await text("http://mirror.invalid/", env)).toBe("through the proxy");
	proxy.removeAllListeners("request");
	proxy.on("request", (_, response) => response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end());
	expect(await text("http://mirror.invalid/", env)).toBe("directly");
});

async function text(url: string, env: Record<string, string>): Promise<string> {
	const response = await httpGet(url, { signal, env });
	let all = "";
	for await (const chunk of response.setEncoding("utf8")) all += chunk;
	return all;
}

/** A server that writes `part` again and again, as long as somebody reads, and how much that was. */
async function endless(part: string, pauseMs = 0) {
	const sent = { bytes: 0 };
	const server = net.createServer((socket) => {
		socket.on("error", () => {});
		socket.write("HTTP/1.1 200 OK\r\n");
		const more = () => {
			if (socket.destroyed) return;
			sent.bytes += part.length;
			socket.write(part, () => (pauseMs ? setTimeout(more, pauseMs) : setImmediate(more)));
		};
		more();
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	onTestFinished(() => void server.close());
	return { sent, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

test.each([
	["one without end", "x-a: ".padEnd(4096, "a"), /Header overflow/i],
	["more and more of them", "x-a: b\r\n".repeat(500), /Header overflow/i],
])("headers are read within limits: %s", async (_, part, why) => {
	const { url, sent } = await endless(part);
	await expect(httpGet(url, { signal })).rejects.toThrow(why);
	expect(sent.bytes).toBeLessThan(2 ** 20);
});

test("headers that drip are given up with the signal, redirections without end after a few", async () => {
	const { url } = await endless("x", 20);
	await expect(httpGet(url, { signal: AbortSignal.timeout(200) })).rejects.toThrow(/aborted/);
	proxy.removeAllListeners("request");
	proxy.on("request", (_, response) => response.writeHead(302, { location: "/again" }).end());
	await expect(httpGet(through(""), { signal })).rejects.toThrow("redirects more than 5 times");
});
