import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { measureMirror } from "../../src/host/measure-mirror.js";

const RELEASE = `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

Origin: Example
Suite: oldstable
Codename: bookworm
Date: Sat, 06 Sep 2025 10:01:03 UTC
Architectures: all amd64 arm64
Components: main contrib
SHA256:
 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  900000 main/binary-amd64/Packages.gz
 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  700000 main/binary-amd64/Packages.xz
`;
const INDEX = Buffer.alloc(700_000, 7);
const LIMITS = { answerMs: 400, sampleMs: 300, sampleBytes: 200_000 };

/** A server on the loopback that ends with the test; returns its address. */
async function serve(answer: RequestListener): Promise<string> {
	const server = createServer(answer);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const mirror: RequestListener = ({ url }, response) => {
	if (url === "/debian/dists/bookworm/InRelease") response.end(RELEASE);
	else if (url === "/debian/dists/bookworm/main/binary-amd64/Packages.xz") response.end(INDEX);
	else response.writeHead(404).end();
};

const measure = (url: string, more: { suite?: string; architecture?: string; proxy?: string } = {}) =>
	measureMirror({ url, suite: "bookworm", architecture: "amd64", ...more }, new AbortController().signal, {}, LIMITS);

describe("a measured mirror", () => {
	it("answers with time, speed and the age of the release", async () => {
		const measured = await measure(`${await serve(mirror)}/debian/`);
		expect(measured).toMatchObject({ ok: true, date: "2025-09-06T10:01:03.000Z" });
		expect(measured.ok && measured.bytesPerSecond).toBeGreaterThan(100_000);
		expect(measured.ok && measured.milliseconds).toBeLessThan(LIMITS.answerMs);
	});

	it("reads no more of the index than it must", async () => {
		let sent = 0;
		const url = await serve((request, response) => {
			if (!request.url?.endsWith("Packages.xz")) return mirror(request, response);
			const more = () => {
				if (response.destroyed) return;
				sent += 50_000;
				response.write(Buffer.alloc(50_000), () => setTimeout(more, 5));
			};
			more();
		});
		expect(await measure(`${url}/debian`)).toMatchObject({ ok: true });
		expect(sent).toBeLessThan(1_000_000);
	});

	it("follows a redirection, but not in circles", async () => {
		const target = await serve(mirror);
		const url = await serve(({ url: path }, response) =>
			response.writeHead(302, { location: path?.startsWith("/loop") ? path : `${target}${path}` }).end(),
		);
		expect(await measure(`${url}/debian`)).toMatchObject({ ok: true });
		expect(await measure(`${url}/loop`)).toEqual({ ok: false, why: "redirects more than 5 times" });
	});

	it("gives the speed of a slow one by what came in time", async () => {
		const url = await serve((request, response) => {
			if (!request.url?.endsWith("Packages.xz")) return mirror(request, response);
			const timer = setInterval(() => response.write(Buffer.alloc(1000)), 20);
			response.on("close", () => clearInterval(timer));
		});
		const measured = await measure(`${url}/debian`);
		expect(measured.ok && measured.bytesPerSecond).toBeGreaterThan(5000);
		expect(measured.ok && measured.bytesPerSecond).toBeLessThan(80_000);
	});

	it("goes through a proxy", async () => {
		const asked: string[] = [];
		const proxy = await serve((request, response) => {
			asked.push(request.url ?? "");
			request.url = new URL(request.url ?? "").pathname;
			mirror(request, response);
		});
		expect(await measure("http://mirror.invalid/debian", { proxy })).toMatchObject({ ok: true });
		expect(asked[0]).toBe("http://mirror.invalid/debian/dists/bookworm/InRelease");
	});

	it("asks only the address where there is no release to ask for", async () => {
		const url = await serve((_, response) => response.end("hello"));
		const question = { url, architecture: "amd64" };
		expect(await measureMirror(question, new AbortController().signal, {}, LIMITS)).toMatchObject({ ok: true });
	});
});

describe("a mirror that is none", () => {
	const failing: readonly (readonly [string, RequestListener, RegExp])[] = [
		["lacks the release", (_, response) => response.writeHead(404).end(), /no release 'bookworm'/],
		["is broken", (_, response) => response.writeHead(503).end(), /status 503/],
		["never answers", () => {}, /no answer within 0.4 s/],
		["stalls in its Release file", (_, response) => void response.write("Suite:"), /no answer within 0.4 s/],
		["is a web page", (_, response) => response.end("<html>log in</html>"), /no Release file/],
		["sends noise", (_, response) => response.end(Buffer.alloc(5000, 0xff)), /no Release file/],
		["breaks off", (_, response) => response.destroy(), /broke off/],
	];
	it.each(failing)("%s", async (_, answer, why) => {
		const measured = await measure(await serve(answer));
		expect(measured).toMatchObject({ ok: false, why: expect.stringMatching(why) });
	});

	it("has no packages for the architecture", async () => {
		const url = `${await serve(mirror)}/debian`;
		expect(await measure(url, { architecture: "s390x" })).toMatchObject({
			why: "has bookworm, but no packages for s390x",
		});
	});

	it.each([
		["no address", "debian mirror", /is not an address/],
		["another protocol", "ftp://127.0.0.1/debian", /only http and https/],
		["a closed port", "http://127.0.0.1:9/debian", /refuses the connection/],
	])("%s", async (_, url, why) => {
		expect(await measure(url)).toMatchObject({ ok: false, why: expect.stringMatching(why) });
	});
});

describe("many at once", () => {
	it("are asked three at a time, and not at all once nobody waits", async () => {
		let now = 0;
		let most = 0;
		const url = await serve((_, response) => {
			most = Math.max(most, ++now);
			setTimeout(() => {
				now -= 1;
				response.writeHead(404).end();
			}, 30);
		});
		await Promise.all(Array.from({ length: 9 }, () => measure(url)));
		expect(most).toBe(3);
		const gone = new AbortController();
		const waiting = measureMirror({ url, suite: "x", architecture: "amd64" }, gone.signal, {}, LIMITS);
		gone.abort();
		await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
	});
});
