import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** On the loopback, at the port that addresses without one mean; of this process alone. */
const ADDRESS = `127.77.${(process.pid >> 8) & 255}.${process.pid & 255 || 1}`;
const INDEX = "main/binary-amd64/Packages.xz";
/** The host's own mirror is near, the distribution's is further away: how long they think, and for the index. */
const NEAR = { answerMs: 4, indexMs: 25 };
const FAR = { answerMs: 38, indexMs: 190 };

/** Answers in the place of Debian's mirrors: with Release files of three hours ago and an index of a mebibyte. */
export async function openStandInMirror(): Promise<{ readonly address: string; close(): void }> {
	const server = createServer(async ({ url = "", headers }, response) => {
		const { answerMs, indexMs } = headers.host === "mirror.example" ? NEAR : FAR;
		const suite = /\/dists\/([^/]+)\//.exec(url)?.[1];
		await delay(url.endsWith(INDEX) ? indexMs : answerMs);
		if (url.endsWith(INDEX)) response.end(Buffer.alloc(2 ** 20));
		else if (suite && url.endsWith("/InRelease")) response.end(release(suite));
		else response.writeHead(404).end();
	});
	server.listen(80, ADDRESS);
	await once(server, "listening");
	return { address: ADDRESS, close: () => server.close().closeAllConnections() };
}

const release = (suite: string) =>
	[
		"Origin: Debian",
		`Codename: ${suite}`,
		`Date: ${new Date(Date.now() - 3 * 3600_000).toUTCString()}`,
		"Architectures: amd64 arm64",
		"Components: main",
		"SHA256:",
		` ${"0".repeat(64)} ${2 ** 20} ${INDEX}`,
		"",
	].join("\n");
