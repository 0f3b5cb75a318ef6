import { formatPlace, type SerialisedError } from "../../core/errors.js";
import type { BuildState } from "../../core/run/build-state.js";
import type { FailureDigest } from "../../core/run/events.js";
import type { RunState } from "./run.js";

/** Why a build does not go on: something failed, a break point holds it, or it cannot even be read. */
export type Problem =
	| { readonly kind: "failure"; readonly digest: FailureDigest; readonly pause?: number; readonly until?: string }
	| { readonly kind: "breakpoint"; readonly point: string; readonly pause: number }
	| { readonly kind: "error"; readonly error: SerialisedError };

/** The problem of a run, if any. */
export function problemOf({
	build,
	reading,
	error,
}: Pick<RunState, "build" | "reading" | "error">): Problem | undefined {
	if (error) return { kind: "error", error };
	if (reading === "died") return { kind: "error", error: died(build) };
	const { pause } = build;
	if (pause?.reason === "breakpoint") return { kind: "breakpoint", point: pause.point ?? "", pause: pause.pause };
	if (pause?.digest) {
		const until = pause.until === undefined ? {} : { until: pause.until };
		return { kind: "failure", digest: pause.digest, pause: pause.pause, ...until };
	}
	if (build.status !== "failed") return undefined;
	if (build.digest) return { kind: "failure", digest: build.digest };
	return build.error ? { kind: "error", error: build.error } : undefined;
}

/** One line of what is told about a problem. */
export interface ProblemLine {
	readonly text: string;
	readonly kind: "cause" | "place" | "known" | "next" | "log" | "blank";
}

/** Everything there is to say, the most important first; not yet fitted to the screen. */
export function problemLines(problem: Problem): ProblemLine[] {
	switch (problem.kind) {
		case "failure":
			return digestLines(problem.digest);
		case "breakpoint":
			return [
				{ kind: "cause", text: `The break point ${problem.point} holds the build.` },
				{ kind: "next", text: "Look around in a shell inside the tree, then let the build continue." },
			];
		case "error":
			return [
				{ kind: "cause", text: problem.error.message },
				...(problem.error.place ? [{ kind: "place" as const, text: `at ${formatPlace(problem.error.place)}` }] : []),
				...problem.error.next.map((text) => ({ kind: "next" as const, text })),
			];
	}
}

function digestLines(digest: FailureDigest): ProblemLine[] {
	const { task, element, file, exitCode, signal, logFile, cause, next, lastLines } = digest;
	const end = signal ? `ended by ${signal}` : exitCode === undefined ? "" : `exit code ${exitCode}`;
	const facts = [task, element ? `element ${element}` : "", end].filter(Boolean).join(" · ");
	return [
		{ kind: "cause", text: digest.message },
		{ kind: "place", text: facts },
		...(file ? [{ kind: "place" as const, text: file }] : []),
		{ kind: "place", text: logFile },
		...(cause ? [{ kind: "known" as const, text: cause.title }] : []),
		...[...(cause?.cure ?? []), ...next].map((text) => ({ kind: "next" as const, text })),
		...(lastLines.length > 0 ? [{ kind: "blank" as const, text: "" }] : []),
		...lastLines.map((text) => ({ kind: "log" as const, text })),
	];
}

function died({ id }: BuildState): SerialisedError {
	return {
		code: "builder-died",
		message: "The builder ended without a word, as if it was killed, or as if the machine went down.",
		next: [
			"What it left behind is collected by the next build, or by: diskwright runs prune",
			`Its log: diskwright runs logs ${id}`,
		],
		exitCode: 1,
	};
}
