import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

/** What builds of a world are told; edits change it. */
export interface Told {
	readonly env: Record<string, string>;
	/** Variables of the profile. */
	readonly variables: Record<string, string>;
	image: string;
	elements: readonly string[];
	umask: string;
	/** How many files a process may have open. */
	files: number;
	/** The folder that builds are started in, below that of the world. */
	out: string;
	/** What else the profile says. */
	readonly profile: Readonly<Record<string, unknown>>;
	/** What else `diskwright build` is told. */
	readonly args: readonly string[];
}

/** A workshop whose elements read everything that a hook can read; edits change it. */
export interface World extends Workshop {
	/** Writes a hook of the element `mine`, `install.d/50-x`. */
	hook(name: string, text: string): void;
	/** Writes a file of the element `other`, whose data hooks of `mine` read. */
	data(name: string, text: string, mode?: number): void;
	/** Writes a file of this host. */
	host(name: string, text: string, mode?: number): void;
	readonly told: Told;
}

/** Of the checkout. */
export const ROOT = resolve(import.meta.dirname, "../..");

/** Where Debian's package of diskimage-builder has its elements. */
export const DIB = "/usr/lib/python3/dist-packages/diskimage_builder/elements";

/** Elements that we ship and that work on the tiny operating system; with them all kinds of hooks lie in the tree. */
const SHIPPED = [
	...["modprobe", "element-manifest", "manifests", "pkg-map", "install-types", "dib-run-parts", "sysprep"],
	...["journal-to-console", "install-bin", "sysctl", "enable-serial-console"],
];
/** Those of diskimage-builder. */
const DIBS = ["disable-nouveau", "svc-map"];

/**
 * Folders of this host that hooks outside the image see are in `HOST`, and `bin` stands first in PATH. The program is a copy, in
 * `program`; the shipped elements are copies in `real`.
 */
export function openWorld(): World {
	const world = openEmptyWorld({ elements: ["tiny-os", "mine", "other", ...SHIPPED, ...DIBS] });
	for (const name of SHIPPED) copyElement(world, join(ROOT, "elements", name));
	for (const name of DIBS) copyElement(world, join(DIB, name));
	writeHooks(world);
	writeData(world);
	return world;
}

/** A world in which nothing lies yet. */
export function openEmptyWorld(told: Pick<Told, "elements"> & Partial<Told>): World {
	const shop = openWorkshop();
	const path = (name: string) => join(shop.folder, name);
	for (const name of ["dist", "package.json"]) cpSync(join(ROOT, name), path(`program/${name}`), { recursive: true });
	for (const name of ["elements", "node_modules", "profiles"]) symlinkSync(join(ROOT, name), path(`program/${name}`));
	for (const name of ["out", "elsewhere", "plain", "bin", "host", "real"]) mkdirSync(path(name));
	return {
		...shop,
		hook: (name, text) => void shop.element(`mine/${name}`, `#!/bin/bash\nset -eu\n${text}\n`),
		data: (name, text, mode = 0o644) => void shop.element(`other/data/${name}`, text, mode),
		host: (name, text, mode = 0o644) => void shop.write(`host/${name}`, text, mode),
		told: {
			env: {
				HOST: path("host"),
				PATH: `${path("bin")}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
				ELEMENTS_PATH: `${path("elements")}:${path("real")}:${join(ROOT, "test/fixtures/elements")}`,
				MY_WORD: "one",
			},
			variables: { MY_SETTING: "one" },
			image: "image",
			umask: "022",
			files: 1024,
			out: "out",
			profile: {},
			args: [],
			...told,
		},
	};
}

/** Copies an element, so that it can be edited. */
export function copyElement({ folder }: World, element: string): void {
	cpSync(element, join(folder, "real", basename(element)), { recursive: true, verbatimSymlinks: true });
}

const IN = "/tmp/in_target.d/data";

function writeHooks({ hook, element }: World): void {
	element("mine/environment.d/50-mine", "export FROM_SNIPPET=one\n", 0o644);
	hook(
		"root.d/15-programs",
		'for one in install cmp diff; do program=$(type -P "$one"); cp -L "$program" "$TARGET_ROOT/usr/bin/"\n' +
			"	ldd \"$program\" | sed -n 's|^\\t\\(.* => \\)\\?\\(/[^ ]*\\) (.*|\\2|p'\n" +
			'done | sort -u | xargs cp -L --parents -t "$TARGET_ROOT"; mkdir -p "$TARGET_ROOT/usr/local/bin"\n' +
			'echo root:x:0:0:root:/root:/bin/bash >"$TARGET_ROOT/etc/passwd"; echo root:x:0: >"$TARGET_ROOT/etc/group"',
	);
	hook("root.d/30-tree", 'cat "$HOST/word" >"$TARGET_ROOT/word"; ls "$HOST/list" >"$TARGET_ROOT/list"');
	hook("root.d/31-told", '{ umask; ulimit -n; basename "$PWD"; } >"$TARGET_ROOT/told"; : >"$TARGET_ROOT/made"');
	hook("root.d/32-link", 'cat "$HOST/current/word" >"$TARGET_ROOT/current"');
	hook("root.d/34-pattern", 'cat "$HOST"/conf/*.conf >"$TARGET_ROOT/conf"');
	hook(
		"root.d/35-looks",
		'for one in flag other; do if [ -e "$HOST/$one" ]; then echo "$one" >>"$TARGET_ROOT/looked"; fi; done\n' +
			'if [ -x "$HOST/tool" ]; then echo runs >>"$TARGET_ROOT/looked"; fi',
	);
	hook("root.d/36-settings", 'source "$HOST/settings" 2>/dev/null || true; echo "${WORD:-}" >"$TARGET_ROOT/settings"');
	hook("root.d/38-program", 'if type -P my-tool >/dev/null; then echo there >"$TARGET_ROOT/program"; fi');
	hook("root.d/39-words", 'my-words >"$TARGET_ROOT/words"');
	hook("root.d/60-state", 'cat "$HOST/note" >"$TMP_BUILD_DIR/state"; echo state >"$TARGET_ROOT/state"');
	hook("root.d/65-reads", 'cat "$TMP_BUILD_DIR/state" >"$TARGET_ROOT/note"');
	hook("extra-data.d/50-data", 'cat "$TMP_BUILD_DIR/state" "$HOST/extra" >"$TMP_HOOKS_PATH/generated"');
	hook("pre-install.d/10-early", "echo early >/early; rm -f /etc/hostname; chmod 711 /");
	hook("install.d/10-links", "echo one >/a; ln /a /b; mkdir -p /d/sub; echo x >/d/sub/f; ln -s /a /link");
	hook("install.d/12-optional", "echo optional >/optional");
	hook("install.d/20-more", "echo two >>/b; mv /d /moved; rm -r /moved/sub; mkdir /moved/sub; echo y >/moved/sub/g");
	hook("install.d/30-data", `cat ${IN}/read >/read; stat -c %a ${IN}/read >/mode`);
	hook("install.d/35-list", `ls -l --time-style=+ ${IN}/list >/listed`);
	hook("install.d/37-both", `cat ${IN}/both >/both`);
	element("other/install.d/38-both", `#!/bin/bash\nset -eu\nwc -c <${IN}/both >/both-size; my-helper >/helped\n`);
	hook(
		"install.d/40-tests",
		`if [ -e ${IN}/flag ]; then echo flag >/flag; fi; if [ -s ${IN}/some ]; then echo >/some; fi`,
	);
	hook("install.d/45-environment", "env | grep -E '^(MY_|IMAGE_NAME|DIB_ARGS)' | sort >/environment");
	hook(
		"install.d/50-snippet",
		`echo "$FROM_SNIPPET" >/snippet; readlink ${IN}/link >/link-target; cat ${IN}/link >/linked`,
	);
	hook(
		"install.d/55-kinds",
		`for one in ${IN}/{thing,old,new}; do if [ -f "$one" ]; then cat "$one"; elif [ -d "$one" ]; then ls "$one"; fi; done >/kinds`,
	);
	hook(
		"install.d/56-siblings",
		'for one in "${0%/*}"/2*; do basename "$one"; done >/siblings; if [ -x "${0%/*}/12-optional" ]; then echo >>/siblings; fi',
	);
	hook("install.d/60-generated", "cat /tmp/in_target.d/generated >/generated");
	hook("install.d/70-shown", "if [ -e /shown/file ]; then cat /shown/file >/seen; fi");
	hook("post-install.d/50-late", "cat /a /read /early >/late; chown 12:34 /late; chmod 4755 /late");
	element("other/bin/my-helper", "#!/bin/sh\necho helped\n");
}

function writeData({ data, host, element, write, folder }: World): void {
	for (const name of ["read", "unread", "list/a", "list/b", "both", "some", "thing", "old"]) data(name, `${name}\n`);
	symlinkSync("read", join(folder, "elements/other/data/link"));
	element("mine/package-installs.yaml", "alpha:\nbeta:\n  phase: post-install.d\n", 0o644);
	element("mine/pkg-map", '{"default": {"alpha": "alpha-1"}}\n', 0o644);
	element("mine/modprobe.d/mine.conf", "options mine x=1\n", 0o644);
	for (const name of ["word", "extra", "note", "shown/file", "list/a", "conf/a.conf"]) host(name, `${name}\n`);
	host("tool", "#!/bin/sh\n", 0o644);
	for (const name of ["one", "two"]) host(`${name}/word`, `${name}\n`);
	symlinkSync("one", join(folder, "host/current"));
	write("bin/my-words", "#!/bin/sh\necho words\n", 0o755);
}

/** Tasks of `mine` that change what lies outside the image, so that no layer takes their place. */
export const ALWAYS = /^(?:root\/(?:60-state|70-mount)|extra-data\/.*)$/;
