import { execFileSync } from "node:child_process";
import { createReadStream, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { watchCommandLines } from "../../support/command-lines.js";
import { openDebianFolder } from "../../support/debian-folder.js";
import { makeRepository } from "../../support/git-repository.js";
import { hostMirrors } from "../../support/host-mirrors.js";
import { lockedGit, lockedMirror, lockedProxy } from "../../support/locked-server.js";
import { runProgram } from "../../support/run-program.js";

/** A Debian system out of servers that all want a login, each its own. */
const debian = openDebianFolder();
const { folder, env } = debian;
afterAll(() => debian.remove());

const LOGINS = {
	proxy: "pat:Pr0xy/Wort'42",
	mirror: "mia:M1rror$Wort&43",
	security: "S3curityTOKEN44:",
	git: "gil:G1t\\Wort%45",
	token: "G1tTOKEN46abc:",
	file: 'fay:F1le"Wort#47',
	variable: "vic:V4riable+Wort48",
};
/** As it is put into an address; a token stands alone. */
const written = (login: string) => login.split(":").map(encodeURIComponent).join(":").replace(/:$/, "");
/** Secrets in all ways of writing, their beginnings only: what was cut counts as well. */
const SEARCHED = Object.values(LOGINS).flatMap((login) => {
	const secret = login.replace(/:$/, "").replace(/^.*:/, "");
	const forms = [secret, encodeURIComponent(secret), Buffer.from(login).toString("base64")];
	return forms.map((form) => form.slice(0, 9));
});

test("logins of proxy, mirrors, repositories and variables are in no image, file, output or command line", async () => {
	const { debian: packages, security } = hostMirrors();
	const mirror = await lockedMirror(LOGINS.mirror, { "/debian": packages });
	const securityMirror = await lockedMirror(LOGINS.security, { "/debian-security": security });
	const proxy = await lockedProxy(LOGINS.proxy);
	mkdirSync(join(folder, "git"));
	const repository = makeRepository(join(folder, "git/thing"));
	repository.commit({ file: "fetched" });
	const git = await lockedGit(LOGINS.git, join(folder, "git"));
	const token = await lockedGit(LOGINS.token, join(folder, "git"));
	const files = await lockedMirror(LOGINS.file, { "/debian": packages });
	const servers = { mirror, securityMirror, proxy, git, token, files };
	const at = (server: keyof typeof servers, login: keyof typeof LOGINS) =>
		servers[server].address(written(LOGINS[login]));

	const own = join(folder, "elements/house");
	for (const name of ["finalise.d", "install.d"]) mkdirSync(join(own, name), { recursive: true });
	const hook = (name: string, text: string) => writeFileSync(join(own, name), text, { mode: 0o755 });
	// A hook that nothing is known of: the file systems of the image are made before it. apt still reaches the mirror.
	hook(
		"finalise.d/10-late",
		"#!/bin/bash\nset -eux\napt-get update\napt-get install -y hello\ncat /etc/apt/sources.list.d/*\n",
	);
	hook(
		"install.d/10-talks",
		'#!/bin/bash\nset -eux\nenv\necho "$DIB_HOUSE" "$http_proxy"\ncat /opt/thing/file /opt/other/file\n',
	);
	writeFileSync(join(own, "element-deps"), "source-repositories\n");
	writeFileSync(join(own, "source-repository-thing"), "thing git /opt/thing http://localhost.invalid/thing main\n");
	writeFileSync(join(own, "source-repository-other"), "other git /opt/other http://localhost.invalid/thing * \n");
	writeFileSync(join(own, "source-repository-file"), "one file /opt/one http://localhost.invalid/x\n");

	const watch = await watchCommandLines();
	const secret = {
		ELEMENTS_PATH: join(folder, "elements"),
		http_proxy: at("proxy", "proxy"),
		DIB_DISTRIBUTION_MIRROR: `${at("mirror", "mirror")}/debian`,
		DIB_DEBIAN_SECURITY_MIRROR: `${at("securityMirror", "security")}/debian-security`,
		DIB_REPOLOCATION_thing: `${at("git", "git")}/thing`,
		DIB_REPOLOCATION_other: `${at("token", "token")}/thing`,
		DIB_REPOLOCATION_one: `${at("files", "file")}/debian/dists/bookworm/Release`,
		DIB_HOUSE: `see http://${written(LOGINS.variable)}@house.example/`,
	};
	const elements = ["vm", "debian-minimal", "local-config", "manifests", "house"];
	const built = await runProgram(
		"disk-image-create",
		["-a", "amd64", "-t", "raw", "-o", "locked", "--image-cache", join(folder, "cache"), ...elements],
		{ cwd: folder, env: { ...env, ...secret } },
	);
	const report = await runProgram("diskwright", ["runs", "report", "-o", "report.tar.gz"], { cwd: folder, env });
	const shown = await runProgram("diskwright", ["runs", "show", "--json"], { cwd: folder, env });
	const lines = await watch.end();
	for (const server of Object.values(servers)) server.close();
	expect(built.code, built.stdout.slice(-5000) + built.stderr).toBe(0);
	for (const [name, { counts }] of Object.entries(servers)) expect(counts.let, name).toBeGreaterThan(0);

	const found: string[] = [];
	const search = (where: string, text: string) => {
		for (const form of SEARCHED) {
			const index = text.indexOf(form);
			if (index >= 0) found.push(`${where}: ${text.slice(Math.max(0, index - 80), index + 20)}`);
		}
	};
	search("output", built.stdout + built.stderr);
	search("report", report.stdout + report.stderr);
	search("show", shown.stdout + shown.stderr);
	expect(lines.some((line) => line.includes("mmdebstrap"))).toBe(true);
	for (const line of lines) search("a command line", line);
	mkdirSync(join(folder, "report"));
	execFileSync("tar", ["-C", join(folder, "report"), "-xzf", join(folder, "report.tar.gz")]);
	for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
		const file = join(folder, name);
		if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
		await searchFile(file, (text) => search(name, text));
	}
	expect([...new Set(found)]).toEqual([]);
	// The sources in the image name the servers all the same.
	expect(built.stdout).toContain("deb http://127.0.0.1:");
});

/** Goes through a file of any size; parts overlap. */
async function searchFile(file: string, search: (text: string) => void): Promise<void> {
	let before = "";
	for await (const chunk of createReadStream(file, { encoding: "latin1", highWaterMark: 1 << 22 })) {
		search(before + chunk);
		before = String(chunk).slice(-64);
	}
}
