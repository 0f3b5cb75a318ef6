import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { HOOK_LIBRARY } from "../../elements/hook-root.js";
import { temporaryFolder } from "../../support/elements.js";

const MIRROR = "http://mirror.example/debian";
const PLAIN = ["--verbose", "--variant=minbase", "--components=main", "--arch=amd64"];

/** What mmdebstrap would leave, in few files. */
const MADE: Readonly<Record<string, string>> = {
	"etc/apt/apt.conf.d/99mmdebstrap": "",
	"etc/dpkg/dpkg.cfg.d/99mmdebstrap": "",
	"var/cache/apt/archives/partial/.keep": "",
	"var/cache/apt/pkgcache.bin": "",
	"var/lib/apt/extended_states": "Package: zlib1g\nAuto-Installed: 1\n\n",
	"var/lib/apt/lists/x_Packages":
		"Package: apt\nPriority: required\nSize: 1\n\nPackage: other\nPriority: extra\n\nPackage: zlib1g\nPriority: optional\n\n",
	"var/lib/apt/lists/x_InRelease":
		"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOrigin: Debian\n- -dash\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n",
	"var/lib/dpkg/arch": "amd64\n",
	"var/lib/dpkg/status":
		"Package: apt\nStatus: install ok installed\nPriority: important\nSection: admin\n\nPackage: zlib1g\nStatus: install ok installed\nPriority: required\n\n",
	"var/log/apt/history.log": "",
	"run/lock": "",
};

interface Run {
	readonly status: number | null;
	readonly output: string;
	/** The calls of debootstrap itself but those for its version. */
	readonly stock: readonly string[];
	readonly target: string;
}

/** Runs our debootstrap before stand-ins of both programs; `env` and `before` make the call another one. */
function run(
	words: (target: string) => string[],
	{
		env = {},
		fails = false,
		version = "1.0.128+deb12u2",
	}: { env?: Record<string, string>; fails?: boolean; version?: string } = {},
): Run {
	const folder = temporaryFolder();
	const at = (...names: string[]) => join(folder, ...names);
	for (const [name, text] of Object.entries(MADE)) {
		mkdirSync(dirname(at("made", name)), { recursive: true });
		writeFileSync(at("made", name), text);
	}
	mkdirSync(at("bin"));
	mkdirSync(at("target"));
	const program = (name: string, text: string) =>
		writeFileSync(at("bin", name), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
	program(
		"mmdebstrap",
		`for target; do case $target in ${at("target")}) cp -r ${at("made")}/. "$target" ;; esac; done; echo made; ${fails ? "exit 1" : ""}`,
	);
	program(
		"debootstrap",
		`if [ "$1" = --version ]; then echo debootstrap ${version}; else echo "$*" >>${at("calls")}; fi`,
	);
	program("dpkg", "echo amd64");
	const shims = join(HOOK_LIBRARY, "shims");
	const ended = spawnSync("debootstrap", words(at("target")), {
		env: { PATH: `${shims}:${at("bin")}:/usr/bin:/bin`, HOME: folder, ...env },
		encoding: "utf8",
	});
	const stock = existsSync(at("calls")) ? readFileSync(at("calls"), "utf8").trim().split("\n") : [];
	return { status: ended.status, output: ended.stdout + ended.stderr, stock, target: at("target") };
}

describe.skipIf(!existsSync("/usr/share/mmdebstrap/hooks/merged-usr"))("debootstrap, as DIB's elements call it", () => {
	const plain = (target: string) => [...PLAIN, "bookworm", target, MIRROR];

	test("leaves what debootstrap leaves, though mmdebstrap has made it", () => {
		const { status, stock, target, output } = run(plain);
		expect({ status, stock, output }).toMatchObject({ status: 0, stock: [] });
		const read = (name: string) => readFileSync(join(target, name), "utf8");
		expect(read("var/lib/dpkg/status")).toBe(
			(MADE["var/lib/dpkg/status"] as string).replace("important", "required").replace(/required\n\n$/, "optional\n\n"),
		);
		expect(read("var/lib/dpkg/available")).toBe(
			"Package: apt\nPriority: required\nSize: 1\n\nPackage: zlib1g\nPriority: optional\n\n",
		);
		expect(read("var/lib/dpkg/cmethopt")).toBe("apt apt\n");
		expect(read("var/lib/apt/lists/x_Release")).toBe("Origin: Debian\n-dash");
		expect(read("var/lib/apt/lists/x_Release.gpg")).toMatch(/^-----BEGIN PGP SIGNATURE-----\n\nabc\n/);
		expect(read("var/log/bootstrap.log")).toContain("made");
		expect(readdirSync(join(target, "var/log"))).toEqual(["apt", "bootstrap.log"]);
		expect(readdirSync(join(target, "var/cache/apt"))).toEqual(["archives"]);
		expect(readdirSync(join(target, "run"))).toEqual(["lock", "mount"]);
		expect(statSync(join(target, "var/cache/apt/archives/partial")).mode & 0o777).toBe(0o755);
		for (const gone of ["var/lib/apt/extended_states", "var/lib/dpkg/arch", "etc/apt/apt.conf.d/99mmdebstrap"]) {
			expect(existsSync(join(target, gone)), gone).toBe(false);
		}
	});

	test("begins again by itself, in an empty folder, where mmdebstrap fails", () => {
		const { status, stock, target } = run(plain, { fails: true });
		expect(status).toBe(0);
		expect(stock).toEqual([plain(target).join(" ")]);
		expect(readdirSync(target)).toEqual([]);
	});

	test.each<[string, (target: string) => string[], Parameters<typeof run>[1]?]>([
		["keys of its own", (target) => [...PLAIN, "--keyring=/k", "bookworm", target, MIRROR]],
		["another release", (target) => [...PLAIN, "trixie", target, MIRROR]],
		[
			"other components",
			(target) => [...PLAIN.map((word) => word.replace("main", "main,contrib")), "bookworm", target, MIRROR],
		],
		[
			"another architecture",
			(target) => [...PLAIN.map((word) => word.replace("amd64", "arm64")), "bookworm", target, MIRROR],
		],
		["a login", (target) => [...PLAIN, "bookworm", target, "http://me:secret@mirror.example/debian"]],
		["a script", (target) => [...PLAIN, "bookworm", target, MIRROR, "/script"]],
		["settings of wget", plain, { env: { WGETRC: "/w" } }],
		["a newer debootstrap", plain, { version: "1.0.141" }],
	])("is debootstrap itself with %s", (_, words, more) => {
		const { stock, target, status } = run(words, more);
		expect(stock).toEqual([words(target).join(" ")]);
		expect(status).toBe(0);
		expect(readdirSync(target)).toEqual([]);
	});
});
