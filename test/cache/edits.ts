import { chmodSync, existsSync, lstatSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { World } from "./world.js";

/** What an edit means for the next build. */
export interface Edited {
	/** The first task that has to run because of it; `first` are all, undefined is none. */
	readonly from: "first" | string | undefined;
	/** What was done, for who reads of a failure. */
	readonly what: string;
}

/** A source of numbers from 0 to below 1, the same for the same seed. */
export type Random = () => number;

export type Edit = (world: World, random: Random) => Edited;

export function randomOf(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

export const word = (random: Random): string => Math.floor(random() * 1e9).toString(36);
const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** Puts a file there, or takes it away. */
export function toggle(path: string, put: () => void): string {
	if (!existsSync(path)) {
		put();
		return `${path} is there`;
	}
	rmSync(path, { recursive: true });
	return `${path} is gone`;
}

/** Every kind of edit that a layer has to hear of, or not. */
export const EDITS: Readonly<Record<string, Edit>> = {
	"the text of a hook": ({ hook }, random) => {
		const [name, text] = pick(random, [
			["install.d/20-more", "echo two >>/b; mv /d /moved; echo z >/moved/sub/f"],
			["install.d/40-tests", "if [ -e /tmp/in_target.d/static/flag ]; then echo flag >/flag; fi"],
			["post-install.d/50-late", "cat /a /read /early >/late; chown 12:34 /late"],
			["root.d/38-program", 'if type -P my-tool >/dev/null; then echo there >"$TARGET_ROOT/program"; fi'],
		] as const);
		const own = word(random);
		hook(name, `${text}\n: ${own}`);
		return { from: name.replace(".d/", "/"), what: `${name} says ${own}` };
	},
	"a file that another element's hook reads": ({ data }, random) => {
		const text = word(random);
		data("read", `${text}\n`);
		return { from: "install/30-data", what: `static/read holds ${text}` };
	},
	"a file that nobody reads": ({ data }, random) => {
		data("unread", `${word(random)}\n`);
		return { from: undefined, what: "static/unread" };
	},
	"a file that a hook only tests for": ({ folder, data }) => ({
		from: "first",
		what: toggle(join(folder, "elements/other/static/flag"), () => data("flag", "x")),
	}),
	"a name in a listed folder": ({ folder, data }, random) => {
		const name = `list/${pick(random, ["c", "d"])}`;
		return { from: "first", what: toggle(join(folder, "elements/other/static", name), () => data(name, "x")) };
	},
	"the size of a file in a listed folder": ({ data }, random) => {
		const text = "x".repeat(1 + Math.floor(random() * 1000));
		data("list/a", text);
		return { from: "install/35-list", what: `static/list/a has ${text.length} bytes` };
	},
	"the mode of a file": ({ folder }) => {
		const path = join(folder, "elements/other/static/read");
		chmodSync(path, lstatSync(path).mode & 0o044 ? 0o600 : 0o644);
		return { from: "first", what: "mode of static/read" };
	},
	"where a link leads": ({ folder }) => {
		const path = join(folder, "elements/other/static/link");
		const target = readlinkSync(path) === "read" ? "unread" : "read";
		rmSync(path);
		symlinkSync(target, path);
		return { from: "first", what: `static/link leads to ${target}` };
	},
	"a variable": ({ told }, random) => {
		told.env.MY_WORD = word(random);
		return { from: "first", what: `MY_WORD=${told.env.MY_WORD}` };
	},
	"a variable of the terminal": ({ told }, random) => {
		told.env.TERM = `xterm-${word(random)}`;
		return { from: undefined, what: `TERM=${told.env.TERM}` };
	},
	"a snippet": ({ element }, random) => {
		const own = word(random);
		element("mine/environment.d/50-mine", `export FROM_SNIPPET=${own}\n`, 0o644);
		return { from: "first", what: `FROM_SNIPPET=${own}` };
	},
	"the order of hooks": ({ folder }) => {
		const [one, other] = ["15-links", "10-links"].map((name) => join(folder, "elements/mine/install.d", name)) as [
			string,
			string,
		];
		if (existsSync(one)) renameSync(one, other);
		else renameSync(other, one);
		return { from: "first", what: "install.d/10-links ↔ 15-links" };
	},
	"a new hook": ({ folder, hook }) => ({
		from: "first",
		what: toggle(join(folder, "elements/mine/install.d/25-new"), () => hook("install.d/25-new", "echo new >/new")),
	}),
	"the order of elements": ({ told }) => {
		told.elements = [...told.elements.slice(0, 1), ...told.elements.slice(2), told.elements[1] as string];
		return { from: "install/45-environment", what: told.elements.join(" ") };
	},
	"what the image is called": ({ told }) => {
		told.image = told.image === "image" ? "other" : "image";
		return { from: "install/45-environment", what: `-o ${told.image}` };
	},
	nothing: () => ({ from: undefined, what: "nothing" }),
};
