import type { SerialisedError } from "../errors.js";
import type { BuildEvent, TaskId } from "../run/events.js";
import { shortDuration } from "../text/short-quantities.js";

/** One build of a profile that is watched. */
export interface WatchRound {
	/** From 1 on. */
	readonly number: number;
	/** What was saved, as people name it; nothing for the first one. */
	readonly saved: readonly string[];
	/** Milliseconds since 1970. */
	readonly began: number;
	/** `stopping`: something was saved meanwhile. */
	readonly outcome: "building" | "stopping" | "built" | "failed" | "cancelled";
	/** Absent where none could be started. */
	readonly run?: string;
	readonly ms?: number;
	/** The first hook that ran. */
	readonly from?: TaskId;
	/** Hooks that ran, and those that layers took the place of. */
	readonly ran: number;
	readonly cached: number;
	/** Why no build could be started. */
	readonly error?: SerialisedError;
}

/** A profile that is watched, with its builds, oldest first. */
export interface WatchState {
	readonly subject: string;
	readonly elements: number;
	readonly files: number;
	readonly rounds: readonly WatchRound[];
	/** The kernel tells of no more changes: files are looked at every second. */
	readonly polls: boolean;
}

const isHook = (task: TaskId) => /^(root|extra-data|pre-install|install|post-install|post-root)\/\d/.test(task);

/** What an event of its build says of a round. */
export function roundAfter(round: WatchRound, event: BuildEvent): WatchRound {
	switch (event.type) {
		case "build.started":
			return { ...round, run: event.id };
		case "task.finished":
			if (!isHook(event.task)) return round;
			if (event.outcome === "cached") return { ...round, cached: round.cached + 1 };
			return { ...round, ran: round.ran + 1, from: round.from ?? event.task };
		case "build.finished":
			return { ...round, ms: event.ms };
		default:
			return round;
	}
}

/** Why a round was begun: what was saved. */
export function savedFiles({ number, saved }: WatchRound): string {
	const [first, ...others] = saved;
	if (first === undefined) return number === 1 ? "the first build" : "built again";
	return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** The same in a sentence. */
export function savedText(round: WatchRound): string {
	if (round.saved.length === 0) return savedFiles(round);
	return `${savedFiles(round)} ${round.saved.length === 1 ? "was" : "were"} saved`;
}

/** The time of a round: tenths of a second count where they are what is waited for. */
export const tookText = (ms: number): string => (ms < 10_000 ? `${(ms / 1000).toFixed(1)}s` : shortDuration(ms));

/** How a round stands, without its sign. */
export function outcomeText({ outcome, ms, from, ran, cached, error }: WatchRound): string {
	const hooks = from === undefined ? "no hook ran" : `${ran} ${ran === 1 ? "hook" : "hooks"} ran, from ${from} on`;
	const taken = cached > 0 ? `, ${cached} from layers` : "";
	const time = ms === undefined ? "" : ` after ${tookText(ms)}`;
	switch (outcome) {
		case "building":
			return "building";
		case "stopping":
			return "a newer save ends it";
		case "built":
			return `built in ${tookText(ms ?? 0)}: ${hooks}${taken}`;
		case "failed":
			return error ? `cannot be built: ${error.message}` : `failed${time}: ${hooks}${taken}`;
		case "cancelled":
			return `ended${time}, ${hooks}${taken}`;
	}
}

/** How much is being watched, where its name is told already. */
export const watchedText = (state: WatchState): string => `${amountText(state)}${pollsText(state)}`;

/** What is being watched. */
export const watchingText = (state: WatchState): string =>
	`watching ${amountText(state)} of ${state.subject}${pollsText(state)}`;

const amountText = ({ elements, files }: WatchState) => `${count(elements, "element")} and ${count(files, "file")}`;
const pollsText = ({ polls }: WatchState) => (polls ? ", looked at every second" : "");
const count = (number: number, one: string) => `${number} ${one}${number === 1 ? "" : "s"}`;
