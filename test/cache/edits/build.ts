import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FIRST, pick, type Variants, word } from "./edit.js";

/** What a build is told: variables, snippets, elements, names; and by what it is built. */
export const BUILD = {
	"a variable": {
		"of the environment": ({ told }, random) => {
			told.env.MY_WORD = word(random);
			return { from: FIRST, what: `MY_WORD=${told.env.MY_WORD}` };
		},
		"of the profile": ({ told }, random) => {
			told.variables.MY_SETTING = word(random);
			return { from: FIRST, what: `MY_SETTING=${told.variables.MY_SETTING}` };
		},
		umask: ({ told }) => {
			told.umask = told.umask === "022" ? "027" : "022";
			return { from: FIRST, what: `umask ${told.umask}` };
		},
		"limits of processes": ({ told }, random) => {
			told.files = 1000 + Math.floor(random() * 1000);
			return { from: FIRST, what: `ulimit -n ${told.files}` };
		},
		"the folder of the caller": ({ told }) => {
			told.out = told.out === "out" ? "elsewhere" : "out";
			return { from: FIRST, what: `cd ${told.out}` };
		},
	},
	"a snippet": {
		"its text": ({ element }, random) => {
			const own = word(random);
			element("mine/environment.d/50-mine", `export FROM_SNIPPET=${own}\n`, 0o644);
			return { from: FIRST, what: `FROM_SNIPPET=${own}` };
		},
		"their order": ({ folder, element }, random) => {
			const before = readFileSync(join(folder, "elements/mine/environment.d/50-mine"), "utf8");
			const name = pick(random, ["40-other", "60-other"]);
			for (const one of ["40-other", "60-other"]) element(`other/environment.d/${one}`, "", 0o644);
			element(`other/environment.d/${name}`, "export FROM_SNIPPET=other\n", 0o644);
			return { from: FIRST, what: `${name} beside ${before.trim()}` };
		},
	},
	"the selected elements": {
		"their order": ({ told }) => {
			const [first = "", second = "", ...rest] = told.elements;
			told.elements = [first, ...rest, second];
			return { from: ["install/45-environment"], what: told.elements.join(" ") };
		},
		"one less, or again": ({ told }) => {
			const without = told.elements.filter((name) => name !== "sysctl");
			told.elements = without.length < told.elements.length ? without : [...without, "sysctl"];
			return { from: FIRST, what: told.elements.join(" ") };
		},
	},
	"what the image is called": {
		"its name": ({ told }) => {
			told.image = told.image === "image" ? "other" : "image";
			return { from: ["install/45-environment"], what: `-o ${told.image}` };
		},
	},
	"the version of the program": {
		"in its package": ({ folder }, random) => {
			const file = join(folder, "program/package.json");
			const version = `99.0.${Math.floor(random() * 1e9)}`;
			writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), version }));
			return { from: FIRST, what: `version ${version}` };
		},
	},
} as const satisfies Readonly<Record<string, Variants>>;
