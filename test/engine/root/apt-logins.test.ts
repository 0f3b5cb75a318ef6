import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { lendLogins } from "../../../src/engine/root/apt-logins.js";
import { temporaryFolder } from "../../support/elements.js";

function tree() {
	const folder = temporaryFolder();
	const hooks = temporaryFolder();
	const write = (name: string, text: string, mode = 0o644) => {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), text, { mode });
	};
	return { folder, hooks, write, read: (name: string) => readFileSync(join(folder, name), "utf8") };
}

test("apt's settings lose the logins of their addresses, which apt of the image finds outside of it until the end", async () => {
	const { folder, hooks, write, read } = tree();
	write(
		"etc/apt/sources.list",
		"deb http://me:p%2Fw@h:80/debian a b\n# deb http://me:p%2Fw@h:80/debian a c\ndeb http://h/@x a b\n",
	);
	write("etc/apt/sources.list.d/x.list", "deb [arch=amd64] https://T0KEN@h/debian/deeper a b\n", 0o600);
	write("etc/apt/sources.list.d/y.sources", "URIs: http://h/a http://:pass@h/b\nSuites: a\n");
	write("etc/apt/apt.conf.d/02-use-http-proxy", 'Acquire::http::Proxy "http://me:p\'w@h:3128";\n');
	write("etc/apt/auth.conf", "machine h login mine password own\n");
	const end = await lendLogins(folder, hooks, []);
	expect(read("etc/apt/sources.list")).toBe(
		"deb http://h:80/debian a b\n# deb http://h:80/debian a c\ndeb http://h/@x a b\n",
	);
	expect(read("etc/apt/sources.list.d/x.list")).toBe("deb [arch=amd64] https://h/debian/deeper a b\n");
	expect(statSync(join(folder, "etc/apt/sources.list.d/x.list")).mode & 0o777).toBe(0o600);
	expect(read("etc/apt/sources.list.d/y.sources")).toBe("URIs: http://h/a http://h/b\nSuites: a\n");
	expect(read("etc/apt/apt.conf.d/02-use-http-proxy")).toBe('Acquire::http::Proxy "http://h:3128";\n');
	expect(read("etc/apt/auth.conf")).toBe("machine h login mine password own\n");
	expect(readFileSync(join(hooks, "apt-logins.conf"), "utf8").split("\n")).toEqual([
		"machine https://h/debian/deeper login T0KEN",
		"machine http://h:80/debian login me password p/w",
		"machine http://h:3128 login me password p'w",
		"machine http://h/b password pass",
		"",
	]);
	expect(statSync(join(hooks, "apt-logins.conf")).mode & 0o777).toBe(0o600);
	const link = join(folder, "etc/apt/auth.conf.d/99-this-build.conf");
	expect(readlinkSync(link)).toBe("/tmp/in_target.d/apt-logins.conf");

	write("etc/apt/sources.list.d/late.list", "deb http://me:p%2Fw@h/late a b\n");
	expect(await end(folder)).toEqual([]);
	expect(read("etc/apt/sources.list.d/late.list")).toBe("deb http://h/late a b\n");
	expect(lstatSync(link, { throwIfNoEntry: false })).toBeUndefined();
	expect(existsSync(dirname(link))).toBe(false);
});

test("a name or password with white space is only taken out, and a tree without apt stays as it is", async () => {
	const { folder, hooks, write, read } = tree();
	write("etc/apt/sources.list", "deb http://me:a%20b@h/debian a b\n");
	await lendLogins(folder, hooks, []);
	expect(read("etc/apt/sources.list")).toBe("deb http://h/debian a b\n");
	expect(existsSync(join(hooks, "apt-logins.conf"))).toBe(false);
	const empty = temporaryFolder();
	const end = await lendLogins(empty, hooks, []);
	expect(await end(empty)).toEqual([]);
	expect(existsSync(join(empty, "etc"))).toBe(false);
});

test("other package managers lose the logins that the build was given, and keep those of the image's own", async () => {
	const { folder, hooks, write, read } = tree();
	write("etc/yum.conf", "[main]\nproxy=http://me:given@h:3128\n");
	write("etc/yum.repos.d/own.repo", "[own]\nbaseurl=http://you:own@h/x\n");
	write("etc/sysconfig/proxy", 'HTTP_PROXY="http://me:given@h:3128"\n');
	await lendLogins(folder, hooks, ["me:given"]);
	expect(read("etc/yum.conf")).toBe("[main]\nproxy=http://h:3128\n");
	expect(read("etc/yum.repos.d/own.repo")).toBe("[own]\nbaseurl=http://you:own@h/x\n");
	expect(read("etc/sysconfig/proxy")).toBe('HTTP_PROXY="http://h:3128"\n');
});
