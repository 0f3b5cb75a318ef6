import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FIRST, pick, type Variants, word } from "../edits/edit.js";
import { undone } from "../edits/kinds.js";
import type { Archive } from "./debian-world.js";

const INSTALLS = "install/01-package-installs";

/** Hooks of our own elements that are edited. */
const REAL_HOOKS = [
	"dhcp-all-interfaces/install.d/50-dhcp-all-interfaces",
	"growroot/post-install.d/80-growroot",
	"enable-serial-console/install.d/20-stty",
	"install-static/install.d/10-install-static-files",
];

const SIMPLE = {
	"the text of a hook": {
		"of the test's element": ({ hook }, random) => {
			const own = word(random);
			const [name, from] = pick(random, [
				["install.d/40-more", "install/40-more"],
				["post-install.d/50-late", "post-install/50-late"],
			] as const);
			hook(name, `alpha >/${name.slice(-4)}; : ${own}`);
			return { from: [from], what: `${name} says ${own}` };
		},
		"of a shipped element": ({ folder }, random) => {
			const name = pick(random, REAL_HOOKS);
			const own = word(random);
			appendFileSync(join(folder, "real", name), `\n: ${own}\n`);
			return { from: [name.slice(name.indexOf("/") + 1).replace(".d/", "/")], what: `${name} says ${own}` };
		},
	},
	"a file that another element's hook reads": {
		"by its name": ({ data }, random) => {
			const text = word(random);
			data("read", `${text}\n`);
			return { from: ["install/30-data"], what: `data/read holds ${text}` };
		},
		"a static file": ({ element }, random) => {
			const text = word(random);
			element("mine/static/etc/motd", `${text}\n`, 0o644);
			return { from: ["install/10-install-static-files"], what: `static/etc/motd holds ${text}` };
		},
	},
	"what no hook reads": {
		"a file": ({ data }, random) => {
			data("unread", `${word(random)}\n`);
			return { from: [], what: "data/unread" };
		},
	},
	"lists of packages": {
		"one more, or less": ({ folder, element }) => {
			const file = "mine/package-installs.yaml";
			const hasBeta = readFileSync(join(folder, "elements", file), "utf8").includes("beta");
			element(file, hasBeta ? "alpha:\n" : "alpha:\nbeta:\n", 0o644);
			return { from: [INSTALLS], what: `package-installs.yaml is ${hasBeta ? "without" : "with"} beta` };
		},
	},
	"a variable": {
		"of the environment": ({ told }, random) => {
			told.env.MY_WORD = word(random);
			return { from: FIRST, what: `MY_WORD=${told.env.MY_WORD}` };
		},
		"a snippet": ({ element }, random) => {
			const own = word(random);
			element("mine/environment.d/50-mine", `export FROM_SNIPPET=${own}\n`, 0o644);
			return { from: FIRST, what: `FROM_SNIPPET=${own}` };
		},
	},
	"what the image is called": {
		"its name": ({ told }) => {
			told.image = told.image === "image" ? "other" : "image";
			return { from: ["install/45-environment"], what: `-o ${told.image}` };
		},
	},
	"a file of the host that is read": {
		"its content": ({ host }, random) => {
			const text = word(random);
			host("word", `${text}\n`);
			return { from: ["root/90-word"], what: `host/word holds ${text}` };
		},
	},
} as const satisfies Readonly<Record<string, Variants>>;

/** Kinds of edits for builds of Debian. */
export function debianKinds({ publish, index }: Archive): Readonly<Record<string, Variants>> {
	const archive: Variants = {
		"a package that is installed": () => {
			publish("alpha");
			return { from: [INSTALLS], what: "a new alpha" };
		},
		"a package that is not": () => {
			publish("gamma");
			return { from: [], what: "a new gamma" };
		},
		"only its date": () => {
			index();
			return { from: [], what: "the index is another day's" };
		},
	};
	return { ...SIMPLE, "the index of packages": archive, "an edit and its undoing": { any: undone(SIMPLE) } };
}
