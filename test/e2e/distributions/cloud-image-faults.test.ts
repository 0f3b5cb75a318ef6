import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { IMAGE, makeTinyUbuntu, RELEASE } from "../../support/dressed-ubuntu.js";
import { childrenOf, hostState, nothingStays, processesNaming, until } from "../../support/host-state.js";
import { type LoopbackServer, makeCertificate, openLoopbackServer } from "../../support/loopback-server.js";
import { ENOUGH, openRootPhase, type RootPhase } from "../../support/root-phase.js";
import type { Finished } from "../../support/run-program.js";

const log = ({ stdout, stderr }: Finished) => stdout + stderr;

let workshop: RootPhase;
beforeEach(() => {
	workshop = openRootPhase();
});
afterEach(() => workshop.remove());

describe("our ubuntu, from a server that fails", () => {
	let www: string;
	let server: LoopbackServer;
	const image = `/${IMAGE}`;
	const sums = `SHA256SUMS.ubuntu.${RELEASE}.amd64`;

	beforeAll(async () => {
		www = mkdtempSync("/var/tmp/www-");
		server = await openLoopbackServer(www);
	});
	beforeEach(() => {
		server.recover();
		publish("tiny");
	});
	afterAll(() => {
		server.close();
		rmSync(www, { recursive: true });
	});

	/** Publishes another image, younger than every one before. */
	let publications = 0;
	function publish(name: string): void {
		makeTinyUbuntu(www, name);
		publications += 1;
		const date = new Date(Date.UTC(2026, 0, 1, 0, publications));
		for (const file of [IMAGE, "SHA256SUMS"]) utimesSync(join(www, file), date, date);
	}

	const environment = (env: NodeJS.ProcessEnv = {}) => ({
		DIB_RELEASE: RELEASE,
		DIB_CLOUD_IMAGES: server.url,
		SHA256SUMS: `${server.url}/SHA256SUMS`,
		...env,
	});
	const build = (env?: NodeJS.ProcessEnv, ...args: string[]) =>
		workshop.run(workshop.rootPhase("ubuntu", ...args), environment(env));
	const withoutNetwork = (env?: NodeJS.ProcessEnv, ...args: string[]) =>
		workshop.run(["unshare", "--net", ...workshop.rootPhase("ubuntu", ...args)], environment(env));

	test("is fetched, verified and kept; then only the checksums are asked for; then nobody", async () => {
		const first = await build();
		expect(first.code, log(first)).toBe(ENOUGH);
		expect(log(first)).toContain("ID=tiny");
		expect(workshop.cached()).toEqual([sums, IMAGE].sort());
		expect((await build()).code).toBe(ENOUGH);
		expect(server.answers).toEqual(["/SHA256SUMS 200", `${image} 200`, "/SHA256SUMS 304"]);
		const offline = await withoutNetwork({}, "--offline");
		expect(offline.code, log(offline)).toBe(ENOUGH);
		expect(server.answers).toHaveLength(3);
	});

	test("is fetched again when another one has been published", async () => {
		await build();
		publish("renewed");
		const renewed = await build();
		expect(log(renewed)).toContain("ID=renewed");
		expect(server.answers.filter((line) => line === `${image} 200`)).toHaveLength(2);
	});

	test.each([
		["cut off", { cutAt: 100_000 }],
		["stalls", { stallAt: 100_000 }],
	])("that %s goes on where it was", async (_, fault) => {
		server.fail(image, fault);
		const ended = await build({ DIB_DOWNLOAD_STALL: "1" });
		expect(ended.code, log(ended)).toBe(ENOUGH);
		expect(server.answers).toContain(`${image} 206 from 100000`);
	});

	test.each([
		["damaged", { instead: Buffer.alloc(310_000, 1) }, "A download is not the file that was asked for."],
		["truncated", { instead: "hsqs" }, "A download is not the file that was asked for."],
		["not there", { status: 404 }, "A file is not at its address any more."],
		["on a server out of order", { status: 503 }, "A server is overloaded or out of order."],
		["cut off every time", { cutAt: 1000 }, "The connection ended in the middle of a file."],
		["never sent", { stallAt: 1000 }, "A server took the request and sent nothing."],
	])("%s: the build says why, and the older image stays", async (_, fault, cause) => {
		await build();
		publish("renewed");
		server.fail(image, fault, Number.POSITIVE_INFINITY);
		const before = hostState([workshop.temporary]);
		const failed = await build({ DIB_DOWNLOAD_STALL: "1", DIB_DOWNLOAD_TRIES: "1" });
		expect(failed.code).not.toBe(ENOUGH);
		expect(log(failed)).toContain(`cause: ${cause}`);
		await nothingStays(before, [workshop.temporary]);
		expect(workshop.cached()).toEqual([sums, IMAGE].sort());
		expect(workshop.images()).toEqual([]);
		server.recover();
		expect(log(await build())).toContain("ID=renewed");
	});

	test("without its line in the checksums is not taken", async () => {
		writeFileSync(join(www, "SHA256SUMS"), `${"0".repeat(64)} *another.squashfs\n`);
		const failed = await build();
		expect(failed.code).toBe(1);
		expect(log(failed)).toContain(`SHA256SUMS has no checksum of ${IMAGE}.`);
		expect(workshop.cached()).toEqual([]);
	});

	test("whose checksums nobody vouches for is said so", async () => {
		expect(log(await build())).toMatch(
			/WARNING: \S+SHA256SUMS is not encrypted: its checksums show damage, but no forgery/,
		);
	});

	test("without a network: the cause is told, with and without --offline; what is cached is enough, if it is whole", async () => {
		const elsewhere = { DIB_CLOUD_IMAGES: "https://cloud.example", SHA256SUMS: "", DIB_DOWNLOAD_TRIES: "1" };
		for (const args of [[], ["--offline"]]) {
			const failed = await withoutNetwork(elsewhere, ...args);
			expect(failed.code).toBe(6);
			expect(log(failed)).toContain("cause: The name of a server could not be resolved.");
			expect(workshop.cached()).toEqual([]);
		}
		await build();
		expect((await withoutNetwork(elsewhere, "--offline")).code).toBe(ENOUGH);
		truncateSync(join(workshop.cache, IMAGE), 1000);
		const rotten = await withoutNetwork(elsewhere, "--offline");
		expect(rotten.code).toBe(1);
		expect(log(rotten)).toContain("cause: A download is not the file that was asked for.");
		expect((await build()).code).toBe(ENOUGH);
	});

	test("over https from a server that nobody here knows is not taken; with its certificate it is", async () => {
		const secure = await openLoopbackServer(www, makeCertificate(workshop.folder));
		try {
			// Like DIB, the list is asked for over https when it is not named.
			const env = { DIB_CLOUD_IMAGES: secure.url, SHA256SUMS: "" };
			const failed = await build(env);
			expect(failed.code).toBe(60);
			expect(log(failed)).toContain("cause: A server's certificate is not trusted here.");
			const trusted = await build({ ...env, CURL_CA_BUNDLE: join(workshop.folder, "cert.pem") });
			expect(trusted.code, log(trusted)).toBe(ENOUGH);
			expect(log(trusted)).not.toContain("is not encrypted");
		} finally {
			secure.close();
		}
	});

	test("is taken by two builds at the same time, neither of which waits for the other's download", async () => {
		const second = join(workshop.folder, "second");
		mkdirSync(second);
		const both = await Promise.all([build({ NOTES: second }), build()]);
		expect(
			both.map(({ code }) => code),
			both.map(log).join("\n"),
		).toEqual([ENOUGH, ENOUGH]);
		expect(workshop.cached()).toEqual([sums, IMAGE].sort());
		expect((await build()).code).toBe(ENOUGH);
		expect(server.answers.at(-1)).toBe("/SHA256SUMS 304");
	});

	test("killed while it is fetched leaves the cache in order", async () => {
		server.fail(image, { stallAt: 100_000 });
		const before = hostState([workshop.temporary]);
		const [program = "", ...args] = workshop.rootPhase("ubuntu");
		const env = { ...workshop.env, ...environment(), TEST_MARKER: workshop.folder };
		const cli = spawn(program, args, { cwd: workshop.folder, env, stdio: "ignore" });
		const size = (name: string) => statSync(join(workshop.cache, name), { throwIfNoEntry: false })?.size ?? 0;
		const isHalf = (name: string) => name.startsWith(".download") && size(name) > 10_000;
		await until("half a download", 20_000, () => existsSync(workshop.cache) && workshop.cached().some(isHalf));
		process.kill(
			[1, 2, 3].reduce((pid) => childrenOf(pid)[0] as number, cli.pid as number),
			"SIGKILL",
		);
		expect((await once(cli, "exit"))[0]).not.toBe(0);
		await until("all processes to end", 20_000, () => processesNaming(`TEST_MARKER=${workshop.folder}`).length === 0);
		await nothingStays(before, [workshop.temporary]);
		expect(existsSync(join(workshop.cache, IMAGE))).toBe(false);
		expect((await build()).code).toBe(ENOUGH);
	});

	test("out of a file of this host is unpacked without a server, and said to be unverified", async () => {
		const local = await withoutNetwork({ DIB_LOCAL_IMAGE: join(www, IMAGE) });
		expect(local.code, log(local)).toBe(ENOUGH);
		expect(log(local)).toContain(`${IMAGE} is taken as it is: no checksum is known of a file of this host`);
		writeFileSync(join(workshop.folder, "broken"), "hsqs and no more");
		const broken = await withoutNetwork({ DIB_LOCAL_IMAGE: join(workshop.folder, "broken") });
		expect(broken.code).not.toBe(ENOUGH);
		expect(log(broken)).toContain("cause: A file in a cache is damaged.");
	});
});
