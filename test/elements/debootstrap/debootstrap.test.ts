import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

describe.skipIf(!canChroot)("finish-base", () => {
	function finish(env: Record<string, string>) {
		const root = hookRoot();
		root.stub("chroot", "echo installed");
		root.write("tree/etc/apt/sources.list", "old\n");
		const { status, output } = root.run("debootstrap/bootstrap/finish-base systemd-sysv", {
			TARGET_ROOT: "/tree",
			DIB_APT_SOURCES_CONF: "",
			...env,
		});
		expect(status, output).toBe(0);
		return { root, listed: root.shell("cd /tree/etc/apt; find . -type f | sort").output };
	}

	it("writes one file for each entry, however it is indented", () => {
		const { root, listed } = finish({ DIB_APT_SOURCES_CONF: "  one:deb http://a:80 b c\n\n\ttwo:deb x y z  \n" });
		expect(listed).toBe("./sources.list\n./sources.list.d/one.list\n./sources.list.d/two.list\n");
		expect(root.read("tree/etc/apt/sources.list.d/one.list")).toBe("deb http://a:80 b c\n");
		expect(root.read("tree/etc/apt/sources.list.d/two.list")).toBe("deb x y z\n");
	});

	it("writes entries named sources.list into that file, in the place of what it held", () => {
		const { root, listed } = finish({ DIB_APT_SOURCES_CONF: "sources.list:deb a\nsources.list:deb b" });
		expect(listed).toBe("./sources.list\n");
		expect(root.read("tree/etc/apt/sources.list")).toBe("deb a\ndeb b\n");
	});

	it.each([
		["DIB_APT_KEYRING", "\u0001binary", "mine.gpg"],
		["DIB_DEBIAN_KEYRING", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "mine.asc"],
	])("lets the image trust the keys of %s", (variable, text, name) => {
		const root = hookRoot();
		root.stub("chroot", "echo installed");
		root.write("mine.key", text);
		const env = { TARGET_ROOT: "/tree", DIB_APT_SOURCES_CONF: "", [variable]: "/mine.key" };
		expect(root.run("debootstrap/bootstrap/finish-base systemd-sysv", env).status).toBe(0);
		expect(root.read(`tree/etc/apt/trusted.gpg.d/${name}`)).toBe(text);
	});
});

it.skipIf(!canChroot).each([
	["brought up to date after its lists were fetched anew", "", ["update", "-y dist-upgrade"]],
	["not where it was made of the lists that it has", "tree/var/lib/apt/lists/m_Packages", []],
])("a tree is %s", (_, list, calls) => {
	const root = hookRoot();
	for (const name of ["mount", "umount"]) root.stub(name);
	root.stub("chroot", 'case "$*" in *dpkg-query*) echo none ;; esac');
	if (list) root.write(list, "");
	const env = { TARGET_ROOT: "/tree", DIB_APT_SOURCES_CONF: "" };
	for (const folder of ["proc", "sys"]) root.write(`tree/${folder}/.keep`, "");
	const ended = root.run("debootstrap/bootstrap/finish-base busybox", env);
	expect(ended.status, ended.output).toBe(0);
	const begun = "chroot /tree apt-get ";
	expect(ended.calls.filter((call) => call.startsWith(begun)).map((call) => call.slice(begun.length))).toEqual([
		...calls,
		"-y install busybox",
	]);
});

describe.skipIf(!canChroot)("the tarball of a bootstrapped tree", () => {
	const bootstrap = (root: ReturnType<typeof hookRoot>) => {
		root.stub("debootstrap", "mkdir -p /tree/var/lib/dpkg; echo a >/tree/var/lib/dpkg/status; seq 200000 >/tree/file");
		return root.run("debootstrap/root.d/08-debootstrap", {
			...{ ARCH: "amd64", DISTRO_NAME: "debian", DIB_RELEASE: "bookworm", TARGET_ROOT: "/tree" },
			...{ DIB_IMAGE_CACHE: "/cache", DIB_DEBOOTSTRAP_EXTRA_ARGS: "--x", DIB_DISTRIBUTION_MIRROR: "http://m" },
		});
	};

	it("is unpacked whole, though it was packed in halves", () => {
		const root = hookRoot();
		const made = bootstrap(root);
		expect(made.status, made.output).toBe(0);
		const look = root.shell("mkdir /again; tar -C /again -xzf /cache/*.gz && cmp /again/file /tree/file; ls /cache");
		expect(look.output).toBe(
			"debootstrap-debian-bookworm-amd64.tar.gz\ndebootstrap-debian-bookworm-amd64.tar.gz.key\n",
		);
	});

	it("leaves nothing in the cache when it cannot be packed", () => {
		const root = hookRoot();
		root.stub("gzip", "echo no space >&2; exit 1");
		const { status, output } = bootstrap(root);
		expect(status, output).not.toBe(0);
		expect(output).toContain("no space");
		expect(root.shell("ls -A /cache").output).toBe("");
	});
});

it.skipIf(!canChroot)("debootstrap gets its extra arguments as a shell reads them", () => {
	const root = hookRoot();
	root.stub(
		"debootstrap",
		'mkdir -p /tree/var/lib/dpkg; : >/tree/var/lib/dpkg/status; printf "<%s>" "$@" >/stubs/.words',
	);
	const { status, output } = root.run("debootstrap/root.d/08-debootstrap", {
		...{
			ARCH: "amd64",
			DISTRO_NAME: "debian",
			DIB_RELEASE: "bookworm",
			TARGET_ROOT: "/tree",
			DIB_IMAGE_CACHE: "/cache",
		},
		...{ DIB_DEBOOTSTRAP_CACHE: "0", DIB_DISTRIBUTION_MIRROR: "http://m" },
		DIB_DEBOOTSTRAP_EXTRA_ARGS: `--no-check-gpg --include="a,b" '--exclude=c d'`,
	});
	expect(status, output).toBe(0);
	expect(root.read("stubs/.words")).toContain(
		"<--no-check-gpg><--include=a,b><--exclude=c d><bookworm></tree><http://m>",
	);
});

describe.skipIf(!canChroot)("apt's lists of packages", () => {
	const LIST = "var/lib/apt/lists/m_dists_bookworm_main_Packages";
	const env = {
		...{
			ARCH: "amd64",
			DISTRO_NAME: "debian",
			DIB_RELEASE: "bookworm",
			TARGET_ROOT: "/tree",
			DIB_IMAGE_CACHE: "/cache",
		},
		...{ DIB_DEBOOTSTRAP_CACHE: "0", DIB_DISTRIBUTION_MIRROR: "http://m" },
	};
	const makeTree = `mkdir -p /tree/var/lib/dpkg /tree/var/lib/apt/lists; : >/tree/var/lib/dpkg/status; : >/tree/${LIST}`;

	it("are fetched again after debootstrap, which knows no updates", () => {
		const root = hookRoot();
		root.stub("debootstrap", makeTree);
		const { status, output } = root.run("debootstrap/root.d/08-debootstrap", {
			...env,
			DIB_DEBOOTSTRAP_EXTRA_ARGS: "--no-check-gpg",
		});
		expect(status, output).toBe(0);
		expect(root.has(`tree/${LIST}`)).toBe(false);
	});

	it.each([
		["fetched anew after an old tarball", { DIB_DEBIAN_USE_DEBOOTSTRAP_CACHE: "1" }, false],
		["those of the tarball without a network", { DIB_OFFLINE: "1" }, true],
	])("are %s", (_name, more, kept) => {
		const root = hookRoot();
		root.shell(`${makeTree}; mkdir /cache`);
		execFileSync("tar", [
			...["-C", `${root.folder}/tree`, "-czf", `${root.folder}/cache/debootstrap-debian-bookworm-amd64.tar.gz`, "."],
		]);
		root.shell("rm -r /tree; mkdir /tree");
		const { status, output } = root.run("debootstrap/root.d/08-debootstrap", { ...env, ...more });
		expect(status, output).toBe(0);
		expect(root.has(`tree/${LIST}`)).toBe(kept);
		expect(root.has("tree/var/lib/dpkg/status")).toBe(true);
	});
});

describe.skipIf(!canChroot)("the login of a mirror stays out of command lines", () => {
	const env = {
		...{
			ARCH: "amd64",
			DISTRO_NAME: "debian",
			DIB_RELEASE: "bookworm",
			TARGET_ROOT: "/tree",
			DIB_IMAGE_CACHE: "/cache",
		},
		...{ DIB_DEBOOTSTRAP_CACHE: "0", DIB_DISTRIBUTION_MIRROR: "http://me:p%2Fw%25@m/debian", TMP_BUILD_DIR: "/work" },
	};
	const tree = "mkdir -p /tree/var/lib/dpkg /tree/var/cache/apt/archives /tree/var/log; : >/tree/var/lib/dpkg/status";

	it("mmdebstrap reads its sources from standard input", () => {
		const root = hookRoot();
		root.stub("mmdebstrap", `cat >/stubs/.read; ${tree}`);
		const { status, output, calls } = root.run("debootstrap/root.d/08-debootstrap", env);
		expect(status, output).toBe(0);
		expect(calls.join("\n")).not.toMatch(/me:|p%2Fw|p\/w/);
		expect(calls.join("\n")).toContain(" bookworm /tree -");
		expect(root.read("stubs/.read")).toBe("deb http://me:p%2Fw%25@m/debian bookworm main\n");
	});

	it("debootstrap's wget reads it in its settings, beside the user's own", () => {
		const root = hookRoot();
		root.write("root/.wgetrc", "tries = 2");
		root.shell("mkdir /work");
		root.stub("debootstrap", `cat "$WGETRC" >/stubs/.read; stat -c %a "$WGETRC" >>/stubs/.read; ${tree}`);
		const run = root.run("debootstrap/root.d/08-debootstrap", { ...env, DIB_DEBOOTSTRAP_EXTRA_ARGS: "--verbose" });
		expect(run.status, run.output).toBe(0);
		expect(run.calls).toEqual([
			"debootstrap --verbose --variant=minbase --components=main --arch=amd64 --verbose bookworm /tree http://m/debian",
		]);
		expect(root.read("stubs/.read")).toBe("tries = 2\nuser = me\npassword = p/w%\n600\n");
	});
});
