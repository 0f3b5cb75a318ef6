import {
	appendFileSync,
	chmodSync,
	existsSync,
	lstatSync,
	readlinkSync,
	renameSync,
	rmSync,
	symlinkSync,
	utimesSync,
} from "node:fs";
import { join } from "node:path";
import { FIRST, pick, toggle, type Variants, word } from "./edit.js";

/** Contents of hooks and of what hooks read. */
export const CONTENTS = {
	"the text of a hook": {
		"of the test's element": ({ hook }, random) => {
			const [name, text] = pick(random, [
				["install.d/20-more", "echo two >>/b; mv /d /moved; echo z >/moved/sub/f"],
				["install.d/40-tests", "if [ -e /tmp/in_target.d/data/flag ]; then echo flag >/flag; fi"],
				["post-install.d/50-late", "cat /a /read /early >/late; chown 12:34 /late"],
				["root.d/38-program", 'if type -P my-tool >/dev/null; then echo there >"$TARGET_ROOT/program"; fi'],
			] as const);
			const own = word(random);
			hook(name, `${text}\n: ${own}`);
			return { from: [taskOf(name)], what: `${name} says ${own}` };
		},
		"of a shipped element": ({ folder }, random) => {
			const name = pick(random, REAL_HOOKS);
			const own = word(random);
			appendFileSync(join(folder, "real", name), `\n: ${own}\n`);
			return { from: [taskOf(name.slice(name.indexOf("/") + 1))], what: `${name} says ${own}` };
		},
	},
	"a file that another element's hook reads": {
		"by its name": ({ data }, random) => {
			const text = word(random);
			data("read", `${text}\n`);
			return { from: ["install/30-data"], what: `data/read holds ${text}` };
		},
		"from two elements": ({ data }, random) => {
			const text = word(random);
			data("both", `${text}\n`);
			return { from: ["install/37-both"], what: `data/both holds ${text}` };
		},
		"a program in bin": ({ element }, random) => {
			const text = word(random);
			element("other/bin/my-helper", `#!/bin/sh\necho ${text}\n`);
			// install-bin copies all of bin.
			return { from: ["pre-install/01-install-bin"], what: `bin/my-helper says ${text}` };
		},
	},
	"what no hook reads": {
		"a file": ({ folder, data }, random) => {
			data("unread", `${word(random)}\n`);
			const isRead = readlinkSync(join(folder, "elements/other/data/link")) === "unread";
			return { from: isRead ? ["install/50-snippet"] : [], what: "data/unread" };
		},
		"time stamps": ({ folder }, random) => {
			const time = 1e9 + Math.floor(random() * 5e8);
			const names = ["other/data/read", "mine/install.d/20-more", "other/data/list", "mine/root.d/30-tree"];
			for (const name of names) utimesSync(join(folder, "elements", name), time, time);
			return { from: [], what: `times of ${names.join(", ")}` };
		},
		"a variable of the terminal": ({ told }, random) => {
			told.env.TERM = `xterm-${word(random)}`;
			return { from: [], what: `TERM=${told.env.TERM}` };
		},
		nothing: () => ({ from: [], what: "nothing" }),
	},
	"lists that hooks outside collect": {
		"the packages of an element": ({ element }, random) => {
			const own = word(random);
			element("mine/package-installs.yaml", `alpha:\nbeta:\n  phase: post-install.d\np${own}:\n`, 0o644);
			// Without the element that would install them.
			return { from: [], what: `package-installs.yaml wants p${own}` };
		},
		"the map of packages": ({ element }, random) => {
			const own = word(random);
			element("mine/pkg-map", `{"default": {"alpha": "alpha-${own}"}}\n`, 0o644);
			return { from: ["extra-data/10-create-pkg-map-dir"], what: `alpha is alpha-${own}` };
		},
		"settings of modprobe": ({ element }, random) => {
			const own = word(random);
			element("mine/modprobe.d/mine.conf", `options mine x=${own}\n`, 0o644);
			return { from: ["extra-data/50-modprobe-blacklist"], what: `modprobe.d/mine.conf holds ${own}` };
		},
	},
} as const satisfies Readonly<Record<string, Variants>>;

/** Names, kinds, modes and order of what lies in the hooks tree. */
export const NAMES = {
	"a file that a hook only tests for": {
		"is there, or not": ({ folder, data }) => ({
			from: FIRST,
			what: toggle(join(folder, "elements/other/data/flag"), () => data("flag", "x")),
		}),
		"is empty, or not": ({ data, folder }) => {
			const isEmpty = lstatSync(join(folder, "elements/other/data/some")).size === 0;
			data("some", isEmpty ? "x" : "");
			return { from: FIRST, what: `data/some is ${isEmpty ? "not " : ""}empty` };
		},
	},
	"a listed folder": {
		"another name": ({ folder, data }, random) => {
			const name = `list/${pick(random, ["c", "d"])}`;
			return { from: FIRST, what: toggle(join(folder, "elements/other/data", name), () => data(name, "x")) };
		},
		"the size of a file": ({ data }, random) => {
			const text = "x".repeat(1 + Math.floor(random() * 1000));
			data("list/a", text);
			return { from: ["install/35-list"], what: `data/list/a has ${text.length} bytes` };
		},
	},
	"the mode of a file": {
		"that is read": ({ folder }) => {
			const path = join(folder, "elements/other/data/read");
			chmodSync(path, lstatSync(path).mode & 0o044 ? 0o600 : 0o644);
			return { from: FIRST, what: "mode of data/read" };
		},
		"of a hook": ({ folder }) => {
			const path = join(folder, "elements/mine/install.d/12-optional");
			const isExecutable = (lstatSync(path).mode & 0o100) !== 0;
			chmodSync(path, isExecutable ? 0o644 : 0o755);
			return { from: ["install/12-optional"], what: `install.d/12-optional ${isExecutable ? "cannot" : "can"} be run` };
		},
	},
	"where a link leads, what kind an entry is": {
		"a link": ({ folder }) => {
			const path = join(folder, "elements/other/data/link");
			const target = readlinkSync(path) === "read" ? "unread" : "read";
			rmSync(path);
			symlinkSync(target, path);
			return { from: FIRST, what: `data/link leads to ${target}` };
		},
		"a file, a folder or a link": ({ folder, data }, random) => {
			const path = join(folder, "elements/other/data/thing");
			const kind = pick(random, ["file", "folder", "link"]);
			rmSync(path, { recursive: true });
			if (kind === "link") symlinkSync("read", path);
			else data(kind === "file" ? "thing" : "thing/inside", "thing\n");
			return { from: FIRST, what: `data/thing is a ${kind}` };
		},
		"another name of a file": ({ folder }) => {
			const [one, other] = ["old", "new"].map((name) => join(folder, "elements/other/data", name)) as [string, string];
			if (existsSync(one)) renameSync(one, other);
			else renameSync(other, one);
			return { from: FIRST, what: "data/old ↔ new" };
		},
	},
	"which hooks there are": {
		"their order": ({ folder }) => {
			const [one, other] = ["15-links", "10-links"].map((name) => join(folder, "elements/mine/install.d", name)) as [
				string,
				string,
			];
			if (existsSync(one)) renameSync(one, other);
			else renameSync(other, one);
			return { from: ["install/10-links"], what: "install.d/10-links ↔ 15-links" };
		},
		"one more": ({ folder, hook }) => ({
			from: ["install/25-new"],
			what: toggle(join(folder, "elements/mine/install.d/25-new"), () => hook("install.d/25-new", "echo new >/new")),
		}),
	},
} as const satisfies Readonly<Record<string, Variants>>;

/** Hooks of elements that others have made, or that we ship. */
const REAL_HOOKS = [
	"install-bin/pre-install.d/01-install-bin",
	"journal-to-console/post-install.d/30-journal-to-console",
	"modprobe/install.d/80-modprobe-blacklist",
	"enable-serial-console/install.d/20-stty",
	"manifests/extra-data.d/20-manifest-dir",
];

const taskOf = (hook: string): string => hook.replace(".d/", "/");
