import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { proxyFor } from "../../src/host/http-get.js";

const proxy = http.createServer((_, response) => response.end());
let address: string;
beforeAll(async () => {
	proxy.listen(0, "127.0.0.1");
	await once(proxy, "listening");
	address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(() => proxy.close());

/** Whether curl goes through the proxy: every name leads it to a port where nobody listens. */
async function curlAsksTheProxy(url: string, env: Record<string, string>): Promise<boolean> {
	const options = ["--silent", "--output", "/dev/null", "--resolve", "*:80:127.0.0.1", "--max-time", "10"];
	const child = spawn("curl", [...options, url], { env: { PATH: process.env.PATH, ...env }, stdio: "ignore" });
	return (await once(child, "close"))[0] === 0;
}

test.each([
	["http://mirror.example/", { http_proxy: "" }],
	["http://mirror.example/", {}],
	["http://mirror.example/", { http_proxy: "PROXY" }],
	["http://mirror.example/", { HTTP_PROXY: "PROXY" }],
	["http://mirror.example/", { all_proxy: "PROXY" }],
	["http://mirror.example/", { ALL_PROXY: "PROXY" }],
	["http://mirror.example/", { https_proxy: "PROXY" }],
	["http://mirror.example/", { http_proxy: "http://PROXY", no_proxy: "mirror.example" }],
	["http://mirror.example/", { http_proxy: "PROXY", NO_PROXY: "mirror.example" }],
	["http://mirror.example/", { http_proxy: "PROXY", no_proxy: "example" }],
	["http://mirror.example/", { http_proxy: "PROXY", no_proxy: ".example" }],
	["http://mirror.example/", { http_proxy: "PROXY", no_proxy: "a.b,.mirror.example" }],
	["http://mirror.example/", { http_proxy: "PROXY", no_proxy: "a.b mirror.EXAMPLE" }],
	["http://mirror.example/", { http_proxy: "PROXY", no_proxy: "rror.example" }],
	["http://mirror.example/", { http_proxy: "PROXY", no_proxy: "*" }],
	["http://mirror.example/", { http_proxy: "PROXY", no_proxy: "a.b,*" }],
	["http://mirror.example/", { http_proxy: "PROXY", no_proxy: "*.example" }],
	["http://127.0.0.2/", { http_proxy: "PROXY", no_proxy: "127.0.0.2" }],
	["http://127.0.0.2/", { http_proxy: "PROXY", no_proxy: "127.0.0.0/8" }],
	["http://127.0.0.2/", { http_proxy: "PROXY", no_proxy: "127.0.0.0/31" }],
	["http://127.0.0.2/", { http_proxy: "PROXY", no_proxy: "0.0.2" }],
	["http://127.0.0.2/", { http_proxy: "PROXY", no_proxy: "127.0.0.0/99" }],
])("%s with %j goes where curl goes", async (url, variables) => {
	const entries = Object.entries(variables).map(([name, value]) => [name, value.replace("PROXY", address)]);
	const env = Object.fromEntries(entries) as Record<string, string>;
	const found = proxyFor(new URL(url), env);
	expect(found !== undefined).toBe(await curlAsksTheProxy(url, env));
	if (found) expect(found).toBe(`http://${address}`);
});

test("https has a proxy of its own", () => {
	const env = { http_proxy: "http://a", HTTPS_PROXY: "http://b" };
	expect(proxyFor(new URL("https://mirror.example/"), env)).toBe("http://b");
	expect(proxyFor(new URL("https://[::1]/"), { ...env, no_proxy: "::1" })).toBeUndefined();
});
