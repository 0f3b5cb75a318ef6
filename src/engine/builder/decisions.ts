import type { Decision, EventBody, FailureDigest } from "../../core/run/events.js";

export interface DecisionsOptions {
	readonly emit: (body: EventBody) => void;
	readonly onFailure: { readonly mode: "stop" | "hold"; readonly holdSeconds?: number };
	/** Wall clock in milliseconds; tests give their own. */
	readonly now?: () => number;
}

/** Answer to someone who decided: who won, when it was not them. */
export type DecisionAnswer = { readonly ok: true } | { readonly ok: false; readonly error: string };

interface OpenPause {
	readonly number: number;
	readonly skippable: boolean;
	readonly resolve: (decision: Decision) => void;
}

/** The pauses of a build and the decisions that end them: the first one wins and everybody sees whose it was. */
export class Decisions {
	readonly #options: DecisionsOptions;
	readonly #made = new Map<number, { decision: Decision; by: string }>();
	#count = 0;
	#open: OpenPause | undefined;

	constructor(options: DecisionsOptions) {
		this.#options = options;
	}

	/** The pause that waits for a decision, if any. */
	get open(): number | undefined {
		return this.#open?.number;
	}

	/** Takes a decision for a pause; `undefined` means the open one. */
	decide(pause: number | undefined, decision: Decision, by: string): DecisionAnswer {
		const asked = pause ?? this.#open?.number;
		if (asked === undefined) return { ok: false, error: "the build is not paused" };
		const earlier = this.#made.get(asked);
		if (earlier) return { ok: false, error: `${earlier.by} already decided: ${earlier.decision}` };
		if (this.#open?.number !== asked) return { ok: false, error: `there is no pause ${asked}` };
		const { resolve, skippable } = this.#open;
		if (decision === "skip" && !skippable) {
			return { ok: false, error: "this step cannot be skipped: what comes after it needs it" };
		}
		this.#made.set(asked, { decision, by });
		this.#open = undefined;
		this.#options.emit({ type: "build.resumed", pause: asked, decision, by });
		resolve(decision);
		return { ok: true };
	}

	/** What to do after a task failed: asks when failures are held, else stops at once. Throws when the build is cancelled. */
	async afterFailure(digest: FailureDigest, signal: AbortSignal): Promise<Decision> {
		const { mode, holdSeconds } = this.#options.onFailure;
		if (mode === "stop") return "stop";
		return this.#pause({ reason: "failure", task: digest.task, digest }, signal, holdSeconds);
	}

	/** Holds the build at a break point until someone lets it go on. */
	async atBreakPoint(point: string, signal: AbortSignal): Promise<void> {
		await this.#pause({ reason: "breakpoint", point }, signal);
	}

	#pause(
		what: { reason: "failure" | "breakpoint"; task?: string; point?: string; digest?: FailureDigest },
		signal: AbortSignal,
		holdSeconds?: number,
	): Promise<Decision> {
		this.#count += 1;
		const number = this.#count;
		const now = this.#options.now ?? Date.now;
		const until = holdSeconds === undefined ? {} : { until: new Date(now() + holdSeconds * 1000).toISOString() };
		return new Promise<Decision>((resolve, reject) => {
			const timer =
				holdSeconds === undefined
					? undefined
					: setTimeout(() => this.decide(number, "stop", "timeout"), holdSeconds * 1000);
			const abort = () => {
				clearTimeout(timer);
				this.#open = undefined;
				reject(signal.reason);
			};
			signal.addEventListener("abort", abort, { once: true });
			this.#open = {
				number,
				skippable: what.digest?.skippable !== false,
				resolve: (decision) => {
					clearTimeout(timer);
					signal.removeEventListener("abort", abort);
					resolve(decision);
				},
			};
			this.#options.emit({ type: "build.paused", pause: number, ...what, ...until });
		});
	}
}
