import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { World } from "../world.js";
import { BUILD } from "./build.js";
import { type Edit, type Edited, pick, type Random, type Variants } from "./edit.js";
import { CONTENTS, NAMES } from "./hooks-tree.js";
import { HOST } from "./host.js";

/** Edits of one thing. */
const SIMPLE: Readonly<Record<string, Variants>> = { ...CONTENTS, ...NAMES, ...BUILD, ...HOST };

/** Those that can be taken back unseen: a file of the host has another inode then. */
const TAKEN_BACK: Readonly<Record<string, Variants>> = { ...CONTENTS, ...NAMES, ...BUILD };

const EDITED = ["elements", "real", "program/package.json"];

/** Edits that are made of others. */
const COMPOUND: Readonly<Record<string, Variants>> = {
	"two edits at once": {
		any: (world, random) => {
			const [one, other] = [anyEdit(SIMPLE, random), anyEdit(SIMPLE, random)].map((edit) => edit(world, random)) as [
				Edited,
				Edited,
			];
			return { from: [...one.from, ...other.from], what: `${one.what}, and ${other.what}` };
		},
	},
	"an edit and its undoing": {
		any: (world, random) => undone(TAKEN_BACK)(world, random),
	},
	"an edit while the build runs": {
		any: (world, random) => {
			const moment = pick(random, [
				" root: 30-tree",
				" root: 36-settings",
				" install: 30-data",
				" post-install: 50-late",
			]);
			let edited: Edited = { from: ["first"], what: "nothing" };
			return {
				get from() {
					return edited.from;
				},
				get what() {
					return `${edited.what}, at${moment}`;
				},
				before: {
					during: (said) => {
						if (!said.includes(moment)) return false;
						edited = anyEdit(SIMPLE, random)(world, random);
						return true;
					},
				},
			};
		},
	},
};

/** Every kind of edit that a layer has to hear of, or not. */
export const KINDS: Readonly<Record<string, Variants>> = { ...SIMPLE, ...COMPOUND };

/** An edit that is taken back after a build. */
export function undone(kinds: Readonly<Record<string, Variants>>): Edit {
	return (world, random) => {
		const undo = remember(world);
		const { what } = anyEdit(kinds, random)(world, random);
		return { from: [], what: `${what}, and back`, before: { after: undo } };
	};
}

function anyEdit(kinds: Readonly<Record<string, Variants>>, random: Random): Edit {
	const variants = kinds[pick(random, Object.keys(kinds))] as Variants;
	return variants[pick(random, Object.keys(variants))] as Edit;
}

/** Returns what brings all back as it is now. */
function remember({ folder, told }: World): () => void {
	const kept = join(folder, "kept");
	const options = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true };
	for (const name of EDITED) cpSync(join(folder, name), join(kept, name), options);
	const words = structuredClone(told);
	return () => {
		for (const name of EDITED) {
			rmSync(join(folder, name), { recursive: true });
			cpSync(join(kept, name), join(folder, name), options);
		}
		rmSync(kept, { recursive: true });
		// A value that the edit has set for the first time.
		for (const name of Object.keys(told.env)) if (!(name in words.env)) delete told.env[name];
		for (const name of Object.keys(told.variables)) if (!(name in words.variables)) delete told.variables[name];
		const { env, variables, ...rest } = words;
		Object.assign(told.env, env);
		Object.assign(told.variables, variables);
		Object.assign(told, rest);
	};
}
