import { existsSync, rmSync } from "node:fs";
import type { World } from "../world.js";

/** What an edit means for the next build. */
export interface Edited {
	/** The first tasks that have to run because of it, in any order: `first` stands for all, an empty list for none. */
	readonly from: readonly string[];
	/** What was done, for who reads of a failure. */
	readonly what: string;
	/** A build that is made before those that are compared. */
	readonly before?: BuildBefore;
}

export interface BuildBefore {
	/** Called with what the build has said so far, until it returns true. */
	readonly during?: (said: string) => boolean;
	/** Called when it has ended. */
	readonly after?: () => void;
}

/** A source of numbers from 0 to below 1, the same for the same seed. */
export type Random = () => number;

export type Edit = (world: World, random: Random) => Edited;

/** Edits of one kind, by what is edited. */
export type Variants = Readonly<Record<string, Edit>>;

export const FIRST = ["first"];

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
export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** Puts a file there, or takes it away. */
export function toggle(path: string, put: () => void): string {
	if (!existsSync(path)) {
		put();
		return `${path} is there`;
	}
	rmSync(path, { recursive: true });
	return `${path} is gone`;
}
