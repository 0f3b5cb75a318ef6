import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { CliContext } from "../../../../src/cli/entry/context.js";
import { runProgram } from "../../../../src/cli/entry/program.js";
import { formatError, serialiseError, UserError } from "../../../../src/core/errors.js";
import { temporaryFolder, writeTree } from "../../../support/elements.js";
import { runCommand } from "../../../support/run-program.js";

const packageRoot = join(import.meta.dirname, "../../../..");

/** A user with these files in their home, at a shell in it. */
function person(files: Record<string, string> = {}) {
	const home = temporaryFolder();
	writeTree(home, files);
	const run = async (...argv: string[]) => {
		const output = { stdout: "", stderr: "" };
		const sink = (name: "stdout" | "stderr") =>
			new Writable({
				write(chunk, _, done) {
					output[name] += chunk;
					done();
				},
			});
		const context: CliContext = {
			env: { HOME: home, XDG_CONFIG_HOME: join(home, "config") },
			...{ cwd: home, packageRoot, version: "0" },
			stdout: sink("stdout"),
			stderr: sink("stderr"),
		};
		const code = await runProgram(argv, context);
		return { code, ...output };
	};
	const saved = join(home, "config/diskwright/profiles");
	return { home, saved, run, text: (name: string) => readFileSync(join(saved, name), "utf8") };
}

async function refusal(promise: Promise<unknown>): Promise<UserError> {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof UserError)) throw new Error(`no refusal: ${error}`);
	return error;
}

const FLAGS = [
	...["--release", "trixie", "-a", "arm64", "-n", "-p", "curl,htop", "--element", "cloud-init", "--set", "SITE=it's"],
	...["--user", "me", "--ssh-key", "ssh-ed25519 AAAA me", "--mirror", "http://m.test", "--proxy", "http://p.test"],
	...["--offline", "--image-cache", "cache", "--size", "8GiB", "--layout", "efi", "--file-system", "xfs"],
	...[
		"--root-label",
		"r",
		"--journal-size",
		"16MiB",
		"-t",
		"raw,qcow2",
		"--qcow2-compression",
		"none",
		"--checksum=md5",
	],
	...["--no-tmpfs", "--on-failure", "hold=2h", "--task-timeout", "30m", "--keep-older", "4", "--boot-test=ready", "-x"],
];

describe("profiles save", () => {
	test("saves what build would build", async () => {
		const { run } = person();
		await run("profiles", "save", "web", "debian-vm", ...FLAGS);
		const plan = async (...argv: string[]) => {
			const { environment, profile: _, ...rest } = JSON.parse((await run("plan", ...argv, "--json")).stdout);
			const variables = (environment as { name: string; value?: string }[])
				.filter(
					({ name }) => !["DIB_ARGS", "DIB_ENV", "DIB_NO_TMPFS", "DIB_DEBUG_TRACE", "DIB_IMAGE_CACHE"].includes(name),
				)
				.map(({ name, value }) => [name, value]);
			return { ...rest, variables };
		};
		expect(await plan("web")).toEqual(await plan("debian-vm", ...FLAGS, "-o", "web"));
	});

	test("needs --overwrite for an existing one, keeps its comments, and says where it is", async () => {
		const { run, saved, text } = person();
		const { stdout } = await run("profiles", "save", "web", "vm", "debian-minimal", "--json");
		expect(JSON.parse(stdout)).toMatchObject({ name: "web", file: join(saved, "web.yaml"), notes: [] });
		writeFileSync(join(saved, "web.yaml"), `# mine\n${text("web.yaml")}`);
		expect((await refusal(run("profiles", "save", "web", "vm"))).code).toBe("profile-exists");
		await run("profiles", "save", "web", "vm", "--overwrite", "--title", "Wéb");
		expect(text("web.yaml")).toBe("# mine\nversion: 1\ntitle: Wéb\nelements:\n  - vm\n");
	});

	test("a damaged one is set aside and told", async () => {
		const { run, saved } = person({ "config/diskwright/profiles/web.yaml": "version: [" });
		const { stderr } = await run("profiles", "save", "web", "vm", "--overwrite");
		const [aside = ""] = readdirSync(saved).filter((name) => name.includes("damaged"));
		expect(stderr).toContain(aside);
	});

	test.each([
		[["--set", "SITE_TOKEN=abcd"], "SITE_TOKEN"],
		[["--set", "DIB_DEV_USER_PASSWORD=abcd"], "DIB_DEV_USER_PASSWORD"],
		[["--elements-path", "own", "--set", "PIN=1234"], "PIN"],
	])("refuses secrets: %j", async (flags, name) => {
		const { run } = person({
			"own/door/element.yaml":
				"title: Door\ncategory: other\nvariables:\n  PIN: {meaning: Opens it., secret: 'true'}\n",
			"own/door/README.rst": "",
		});
		const error = await refusal(run("profiles", "save", "web", "vm", ...flags));
		expect(error.code).toBe("secret-in-profile");
		expect(error.next.join()).toContain(`${name}: {from-env: ${name}}`);
		expect(error.message + error.next.join()).not.toMatch(/abcd|1234/);
	});
});

describe("profiles list, show, path", () => {
	const files = {
		"config/diskwright/profiles/web.yaml": "version: 1\nextends: debian-vm\nrelease: trixie\nelements: [nginx]\n",
		"config/diskwright/profiles/漢字.yaml": 'version: 1\ntitle: "Wide\\e[31m 漢字"\n',
		"config/diskwright/profiles/bad\u001b[2J.yaml": "version: 9\n",
	};

	test("the table is straight and clean", async () => {
		const { run, saved } = person(files);
		expect((await run("profiles", "list")).stdout).toBe(
			[
				`bad                 saved    cannot be used: The profile is of format version 9; this program knows versions up to 1 (${saved}/bad.yaml:1:10)`,
				"debian-cloud        shipped  Debian for clouds",
				"debian-minimal-raw  shipped  Minimal Debian, raw disk",
				"debian-vm           shipped  Debian for virtual machines",
				"web                 saved    (extends debian-vm)",
				"漢字                saved    Wide 漢字",
				"",
			].join("\n"),
		);
		const rows = JSON.parse((await run("profiles", "list", "--json")).stdout);
		expect(rows[0].problem).toMatchObject({ code: "newer-version", place: { line: 1 } });
		expect(rows[4]).toMatchObject({ name: "web", kind: "saved", extends: "debian-vm", release: "trixie" });
	});

	test("show marks what other files say", async () => {
		const { run, saved } = person(files);
		const { stdout } = await run("profiles", "show", "web");
		const lines = stdout.split("\n");
		expect(lines.slice(0, 2)).toEqual([`# ${saved}/web.yaml`, `# extends ${packageRoot}/profiles/debian-vm.yaml`]);
		expect(lines).toContain("name: web");
		expect(lines).toContain("release: trixie");
		expect(lines).toContain("  - vm # debian-vm");
		expect(lines).toContain("  - nginx");
		expect(lines).toContain("  file-system: ext4 # debian-vm");
		const { profile, files: chain } = JSON.parse((await run("profiles", "show", "web", "--json")).stdout);
		expect(profile).toMatchObject({ name: "web", release: "trixie" });
		expect(chain).toHaveLength(2);
	});

	test("path tells file and folder", async () => {
		const { run, saved } = person(files);
		expect((await run("profiles", "path")).stdout).toBe(`${saved}\n`);
		expect((await run("profiles", "path", "web")).stdout).toBe(`${saved}/web.yaml\n`);
		const error = await refusal(run("profiles", "path", "wep"));
		expect(error.next[0]).toBe("Did you mean web?");
		expect(formatError(serialiseError(error))).not.toContain("\u001b");
	});
});

describe("profiles rename, duplicate, delete", () => {
	test("from a shipped one to one of one's own, away and back", async () => {
		const { run, saved } = person();
		await run("profiles", "duplicate", "debian-vm", "mine");
		await run("profiles", "save", "web", "mine", "--release", "trixie");
		expect((await run("profiles", "rename", "mine", "ours")).stderr).toContain("'web' extends it by its new name now");
		expect((await refusal(run("profiles", "delete", "ours"))).message).toContain("extended by web");
		await run("profiles", "delete", "web");
		const { stderr } = await run("profiles", "delete", "ours");
		expect(readdirSync(saved)).toEqual(["deleted"]);
		await runCommand(["sh", "-c", stderr.replace(/^note: To get it back: /, "")]);
		expect(readdirSync(saved)).toEqual(["deleted", "ours.yaml"]);
		expect((await run("plan", "ours")).stdout).toContain("debian-minimal");
	});
});

describe("profiles export, import", () => {
	test("a command comes back as the same plan", async () => {
		const { run } = person();
		await run("profiles", "save", "web", "debian-vm", "--release", "trixie", "--set", "SITE=it's", "-t", "raw");
		const command = (await run("profiles", "export", "web")).stdout;
		await run("profiles", "import", "--command", command, "--name", "again");
		const plan = async (name: string) => {
			const { environment: _, profile: _name, ...rest } = JSON.parse((await run("plan", name, "--json")).stdout);
			return { ...rest, resolution: { ...rest.resolution, requested: [...rest.resolution.requested].sort() } };
		};
		expect((await plan("again")).phases).toEqual((await plan("web")).phases);
		expect((await plan("again")).settings).toEqual((await plan("web")).settings);
		expect((await plan("again")).outputs).toEqual((await plan("web")).outputs);
	});

	test("a list becomes several profiles, all or none", async () => {
		const { run, saved } = person({
			"images.yaml":
				"- imagename: one\n  elements: [vm]\n- elements: [debian-minimal]\n- imagename: two\n  elements: [vm]\n",
			"more.yaml": "- imagename: one\n  checksum: true\n- imagename: r\n  ramdisk: true\n  elements: [vm]\n",
		});
		const { stderr } = await run("profiles", "import", "images.yaml", "more.yaml");
		expect(stderr).toContain("One ramdisk was left out");
		expect(readdirSync(saved)).toEqual(["one.yaml", "two.yaml"]);
		expect((await run("profiles", "show", "one")).stdout).toMatch(/vm\n {2}- debian-minimal[\s\S]*checksum: true/);
		await run("profiles", "delete", "one");
		expect((await refusal(run("profiles", "import", "images.yaml"))).code).toBe("profile-exists");
		expect(readdirSync(saved)).toEqual(["deleted", "two.yaml"]);
		const list = (await run("profiles", "export", "two", "--as", "list", "--json")).stdout;
		expect(JSON.parse(list).text).toContain("imagename: two");
	});

	test.each([
		[[], "There is nothing to import"],
		[["nope.sh"], "cannot be read"],
		[["a.sh"], "'rm' is not a command"],
		[["b.yaml"], "Unknown key 'element'"],
		[["--command", "disk-image-create --nope"], "unrecognized option '--nope'"],
		[["--command", "disk-image-create --image-size x vm"], "--image-size is 'x'"],
		[["--command", "disk-image-create -t floppy vm"], "Output format 'floppy'"],
		[["--command", "disk-image-create -a $ARCH vm"], "The value of $ARCH is not known"],
		[["--command", "ARCH=$X disk-image-create vm"], "The value of ARCH is not known"],
		[["--command", "ramdisk-image-create vm"], "Only ramdisks"],
		[["--command", "disk-image-create vm | tee log"], "'|' is more of the shell"],
		[["--command", "disk-image-create 'vm"], "a quote without its end"],
	])("%j: %s", async (argv, message) => {
		const { run, home } = person({ "a.sh": "set -e\nrm -rf /\n", "b.yaml": "- element: [vm]\n" });
		const error = await refusal(run("profiles", "import", ...argv));
		expect(error.message).toContain(message);
		expect(error.next).not.toEqual([]);
		expect(readdirSync(home).sort()).toEqual(["a.sh", "b.yaml"]);
	});

	test("what a profile cannot say is told", async () => {
		const { run } = person({ "x.yaml": "version: 1\nelements: [vm]\nboot-test: true\non-failure: hold\n" });
		const { stderr } = await run("profiles", "export", "x.yaml");
		expect(stderr).toBe(
			"note: 'boot-test': DIB does not boot what it builds\nnote: 'on-failure': DIB stops at the first failure\n",
		);
	});
});

test("a home that is mounted read-only is explained, and nothing is lost", async () => {
	const { home, saved } = person({ "config/diskwright/profiles/web.yaml": "version: 1\nelements: [vm]\n" });
	const tsx = join(packageRoot, "node_modules/.bin/tsx");
	const script = `set -eu
mount --bind "$1" "$1"
mount -o remount,ro,bind "$1"
shift
exec "$@"`;
	const { code, stderr } = await runCommand(
		[
			"unshare",
			"-m",
			"sh",
			"-c",
			script,
			"sh",
			home,
			tsx,
			join(packageRoot, "src/bin/diskwright.ts"),
			"profiles",
			"save",
			"web",
			"vm",
			"--overwrite",
		],
		{ cwd: home, env: { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, "config") } },
	);
	expect(stderr).toMatch(/^error: .*cannot be used: its file system is read-only\n {2}→ Set XDG_CONFIG_HOME/);
	expect(code).toBe(3);
	expect(readFileSync(join(saved, "web.yaml"), "utf8")).toBe("version: 1\nelements: [vm]\n");
});
