import http, { type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { git } from "../../src/sources/git.js";

async function serve(listener: RequestListener): Promise<string> {
	const server = http.createServer(listener);
	onTestFinished(() => void server.close().closeAllConnections());
	await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/thing`;
}

/** Refs of a repository without end. */
const endless: RequestListener = (_, response) => {
	response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
	const part = `003f${"a".repeat(40)} refs/heads/bbbbbb\n`.repeat(1000);
	const more = () => {
		while (!response.destroyed && response.write(part));
		if (!response.destroyed) response.once("drain", more);
	};
	more();
};

test.each([
	["sends without end", { DIB_GIT_MEMORY: "200" }, endless, /out of memory|died|memory/i],
	["does not answer", { DIB_GIT_TIMEOUT: "1" }, (() => {}) as RequestListener, /no answer in 1 seconds/],
])("a server that %s is given up", async (_, env, listener, why) => {
	const address = await serve(listener);
	for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
	onTestFinished(() => void vi.unstubAllEnvs());
	const start = performance.now();
	const { exitCode, stderr } = await git(["ls-remote", address]);
	expect(exitCode).not.toBe(0);
	expect(stderr).toMatch(why);
	expect(performance.now() - start).toBeLessThan(20_000);
});

test("a limit that is not a number is refused by name", async () => {
	vi.stubEnv("DIB_GIT_TIMEOUT", "soon");
	onTestFinished(() => void vi.unstubAllEnvs());
	await expect(git(["--version"])).rejects.toMatchObject({ code: "bad-limit" });
});
