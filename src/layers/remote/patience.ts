/** How long a server is waited for. */
export interface Patience {
	/** Milliseconds in which nothing moves. */
	readonly stallMs: number;
}

export const PATIENCE: Patience = { stallMs: 5000 };

/** A question that is given up when nothing moves for too long, or when it takes too long altogether. */
export interface Watched {
	readonly signal: AbortSignal;
	/** Something has come or gone. */
	moved(): void;
	/** Why it was given up, undefined when it was not. */
	why(): string | undefined;
	stop(): void;
}

export function watch({ stallMs, wholeMs }: Patience & { readonly wholeMs: number }, outer?: AbortSignal): Watched {
	const controller = new AbortController();
	let reason: string | undefined;
	const give = (why: string) => {
		reason ??= why;
		controller.abort();
	};
	const seconds = (ms: number) => `${Math.max(1, Math.round(ms / 1000))} s`;
	const stalled = () => give(`nothing comes from it for ${seconds(stallMs)}`);
	const ended = () => give("the build ends");
	let stall = setTimeout(stalled, stallMs);
	const whole = Number.isFinite(wholeMs)
		? setTimeout(() => give(`it is too slow: not done after ${seconds(wholeMs)}`), wholeMs)
		: undefined;
	if (outer?.aborted) ended();
	outer?.addEventListener("abort", ended);
	return {
		signal: controller.signal,
		moved: () => {
			clearTimeout(stall);
			stall = setTimeout(stalled, stallMs);
		},
		why: () => reason,
		stop: () => {
			clearTimeout(stall);
			clearTimeout(whole);
			outer?.removeEventListener("abort", ended);
		},
	};
}
