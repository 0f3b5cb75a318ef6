import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
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
	const response = await httpGet("http://mirror.invalid/file", { signal, proxy: through(login) });
	response.resume();
	await once(response, "end");
	await expect(httpGet("https://mirror.invalid/file", { signal, proxy: through(login) })).rejects.toThrow(
		"the proxy answers 403",
	);
	expect(logins).toEqual([told, told]);
});
