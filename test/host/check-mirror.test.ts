import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { checkMirror } from "../../src/host/check-mirror.js";

test("a mirror that wants a login is asked with the one in its address", async () => {
	const login = `Basic ${Buffer.from("me:p/w").toString("base64")}`;
	const server = createServer(({ headers }, response) => {
		response.writeHead(headers.authorization === login ? 200 : 401).end();
	}).listen(0, "127.0.0.1");
	onTestFinished(() => void server.close());
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	expect(await checkMirror(`http://me:p%2Fw@127.0.0.1:${port}/debian`, "stable")).toMatchObject({ ok: true });
	expect(await checkMirror(`http://127.0.0.1:${port}/debian`, "stable")).toMatchObject({ ok: false });
});

test("a mirror is asked through the proxy that the build would use", async () => {
	const asked: string[] = [];
	const proxy = createServer(({ url = "", method }, response) => {
		asked.push(`${method} ${url}`);
		response.end();
	}).listen(0, "127.0.0.1");
	onTestFinished(() => void proxy.close());
	await once(proxy, "listening");
	const env = { http_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
	expect(await checkMirror("http://mirror.invalid/debian", "stable", env)).toMatchObject({ ok: true });
	expect(asked).toEqual(["HEAD http://mirror.invalid/debian/dists/stable/InRelease"]);
});
