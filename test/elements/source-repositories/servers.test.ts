import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import http, { type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../support/elements.js";
import { makeRepository } from "../../support/git-repository.js";
import { lockedGit } from "../../support/locked-server.js";
import { ELEMENTS, HOOK_LIBRARY } from "../hook-root.js";

/** A place for the hook; its git and curl note how they are called. */
function workplace() {
	const folder = temporaryFolder();
	for (const name of ["cache", "hooks/bin", "tree/etc/dib-manifests", "tree/tmp", "bin", "up"])
		mkdirSync(join(folder, name), { recursive: true });
	execFileSync("cp", [join(ELEMENTS, "cache-url/bin/cache-url"), join(folder, "hooks/bin")]);
	writeFileSync(join(folder, "bin/sleep"), "#!/bin/sh\n", { mode: 0o755 });
	for (const name of ["git", "curl"]) {
		const text = `#!/bin/bash\nprintf '%s\\n' "$0 $*" >>${folder}/calls\nexec /usr/bin/${name} "$@"\n`;
		writeFileSync(join(folder, "bin", name), text, { mode: 0o755 });
	}
	return {
		folder,
		run(lines: readonly string[], env: Record<string, string> = {}) {
			writeFileSync(join(folder, "hooks/source-repository-test"), `${lines.join("\n")}\n`);
			return execa(join(ELEMENTS, "source-repositories/extra-data.d/98-source-repositories"), {
				extendEnv: false,
				reject: false,
				all: true,
				env: {
					PATH: `${join(folder, "bin")}:${process.env.PATH}`,
					HOME: folder,
					DIB_IMAGE_CACHE: join(folder, "cache"),
					TMP_HOOKS_PATH: join(folder, "hooks"),
					_LIB: HOOK_LIBRARY,
					TMP_MOUNT_PATH: join(folder, "tree"),
					DIB_MANIFEST_IMAGE_DIR: "/etc/dib-manifests",
					DIB_DEFAULT_INSTALLTYPE: "source",
					IMAGE_NAME: "/out/image",
					...env,
				},
			});
		},
		read: (name: string) => readFileSync(join(folder, name), "utf8"),
		kept: () =>
			readdirSync(join(folder, "cache/source-repositories")).filter((name) => /^[a-z]+_[0-9a-f]{40}/.test(name)),
	};
}

async function serve(listener: RequestListener): Promise<string> {
	const server = http.createServer(listener);
	onTestFinished(() => void server.close().closeAllConnections());
	await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Sends a part again and again, as long as somebody reads. */
const endlessly =
	(part: Buffer, type = "application/octet-stream"): RequestListener =>
	(_, response) => {
		response.writeHead(200, { "content-type": type });
		const more = () => {
			while (!response.destroyed && response.write(part));
			if (!response.destroyed) response.once("drain", more);
		};
		more();
	};

test.each([
	["a name and a password", "gil:G1t%2FWo%25rt\\'45", "gil:G1t/Wo%rt\\'45"],
	["a token alone", "G1tTOKEN46", "G1tTOKEN46:"],
])(
	"git: %s of an address reach the server, and no command line, cache, message or image",
	async (_, written, login) => {
		const { folder, run, read, kept } = workplace();
		const repository = makeRepository(join(folder, "up/thing"));
		repository.commit({ file: "one" });
		const server = await lockedGit(login, join(folder, "up"));
		onTestFinished(() => server.close());
		const line = "thing git /opt/thing http://localhost.invalid/thing main";
		const env = { DIB_REPOLOCATION_thing: `${server.address(written)}/thing` };
		// A helper of the user's, which would keep what it is told.
		writeFileSync(join(folder, ".gitconfig"), `[credential]\n\thelper = "!f() { cat >>${folder}/told; }; f"\n`);
		const first = await run([line], env);
		expect(first.exitCode, first.all).toBe(0);
		repository.commit({ file: "two" });
		execFileSync("rm", ["-r", join(folder, "tree/opt")]);
		const second = await run([line], env);
		expect(second.exitCode, second.all).toBe(0);
		expect(read("tree/opt/thing/file")).toBe("two");
		expect(server.counts.let).toBeGreaterThan(1);
		expect(kept()).toHaveLength(2);
		expect(existsSync(join(folder, "told"))).toBe(false);
		const said = read("calls") + first.all + second.all + read("tree/etc/dib-manifests/dib-manifest-git-image");
		const files = await execa("grep", ["-rl", "G1t", join(folder, "cache"), join(folder, "tree")], { reject: false });
		expect(said).not.toContain("G1t");
		expect(files.stdout).toBe("");
	},
);

test("git: what an earlier build has kept under an address with its login loses it", async () => {
	const { folder, run, kept } = workplace();
	makeRepository(join(folder, "up/thing")).commit({ file: "one" });
	const server = await lockedGit("me:G1tWort", join(folder, "up"));
	onTestFinished(() => server.close());
	const address = `${server.address("me:G1tWort")}/thing`;
	const sum = execFileSync("sha1sum", { input: `git_${address}\n`, encoding: "utf8" }).slice(0, 40);
	const older = join(folder, "cache/source-repositories", `thing_${sum}`);
	mkdirSync(join(older, ".."), { recursive: true });
	execFileSync("git", ["clone", "--quiet", join(folder, "up/thing"), older]);
	execFileSync("git", ["-C", older, "config", "remote.origin.url", address]);
	const { exitCode, all } = await run([`thing git /opt/thing ${address} main`]);
	expect(exitCode, all).toBe(0);
	expect(existsSync(older)).toBe(false);
	const [name = ""] = kept();
	const config = readFileSync(join(folder, "cache/source-repositories", name, ".git/config"), "utf8");
	expect(config).not.toContain("G1tWort");
});

test("git: nobody waits for the lock of a repository that a build downloads", async () => {
	const { folder, run } = workplace();
	let reached = () => {};
	const asked = new Promise<void>((resolve) => {
		reached = resolve;
	});
	const address = await serve(() => reached());
	const waiting = run([`thing git /opt/thing ${address}/thing`]);
	await asked;
	const locks = readdirSync(join(folder, "cache/source-repositories")).filter((name) => /lock/.test(name));
	expect(locks).toEqual([]);
	waiting.kill();
	await waiting;
	expect(readdirSync(join(folder, "cache/source-repositories"))).toEqual([]);
});

test.each([
	[
		"refs without end",
		{ DIB_GIT_MEMORY: "200" },
		endlessly(
			Buffer.from(`003f${"a".repeat(40)} refs/heads/bbbbbb\n`.repeat(1000)),
			"application/x-git-upload-pack-advertisement",
		),
	],
	[
		"an answer that drips",
		{ DIB_GIT_TIMEOUT: "1" },
		(_, response) => void setInterval(() => response.write("x"), 50).unref(),
	],
	["no answer", { DIB_GIT_TIMEOUT: "1" }, () => {}],
	["one that stalls", { GIT_HTTP_LOW_SPEED_TIME: "1" }, (_, response) => void response.write("001e# service")],
	[
		"redirections without end",
		{},
		(_, response) => void response.writeHead(302, { location: "/again/info/refs" }).end(),
	],
] as [string, Record<string, string>, RequestListener][])(
	"git: a server is given up that sends %s",
	async (_, env, listener) => {
		const { folder, run } = workplace();
		const address = await serve(listener);
		const start = performance.now();
		const { exitCode } = await run([`thing git /opt/thing ${address}/thing`], env);
		expect(exitCode).toBeGreaterThan(0);
		expect(performance.now() - start).toBeLessThan(40_000);
		expect(readdirSync(join(folder, "cache/source-repositories"))).toEqual([]);
	},
);

test("tar: a small archive that unpacks to more than is allowed is given up", async () => {
	const { folder, run } = workplace();
	execFileSync("truncate", ["-s", "5M", join(folder, "up/large")]);
	const packed = execFileSync("tar", ["-C", join(folder, "up"), "-cf", "-", "large"], { maxBuffer: 1 << 25 });
	const bomb = gzipSync(packed);
	const address = await serve((_, response) => void response.end(bomb));
	const line = `thing tar /opt/thing ${address}/thing.tgz .`;
	const { exitCode, all } = await run([line], { DIB_DOWNLOAD_SIZE: "2" });
	expect(exitCode).toBe(1);
	expect(all).toContain(`what ${address}/thing.tgz unpacks to is larger than 2 MiB. Allow it with DIB_DOWNLOAD_SIZE`);
	expect((await run([line], { DIB_DOWNLOAD_SIZE: "20" })).exitCode).toBe(0);
});

test("file: an address's login is in no command line", async () => {
	const { run, read } = workplace();
	const logins: (string | undefined)[] = [];
	const address = await serve(({ headers }, response) => {
		logins.push(headers.authorization);
		response.end("one");
	});
	const { exitCode, all } = await run([`thing file /opt/thing ${address.replace("//", "//fay:F1le%22W@")}/x`]);
	expect(exitCode, all).toBe(0);
	expect(logins).toEqual([`Basic ${Buffer.from('fay:F1le"W').toString("base64")}`]);
	expect(read("calls")).not.toContain("F1le");
	expect(read("tree/opt/thing")).toBe("one");
});
