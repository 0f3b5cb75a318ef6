import { storageRefusal } from "./failure/storage-failure.js";
import { cleanLine } from "./text/terminal-text.js";

/** A position in a file that a user can open. Lines and columns count from 1. */
export interface Place {
	readonly file: string;
	readonly line?: number;
	readonly column?: number;
}

/** Exit codes of `diskwright` (docs/exit-codes.md). DIB's programs use 1, or the hook's own status. */
export const EXIT = {
	ok: 0,
	/** A hook or an engine step failed. */
	failed: 1,
	/** The request is wrong: command line, profile, elements, layout. */
	usage: 2,
	/** The host lacks something: tool, privilege, space, mirror. */
	host: 3,
	/** The image was built but did not boot. */
	boot: 4,
	/** A bug in diskwright. */
	bug: 70,
	/** Stopped by a user or a signal. */
	cancelled: 130,
} as const;

export interface UserErrorOptions {
	/** Stable kind, kebab-case, for machines and tests: `element-not-found`. */
	readonly code: string;
	/** What went wrong and why, one sentence, no trailing period needed. */
	readonly message: string;
	/** The file and line where it can be mended. */
	readonly place?: Place;
	/** What to do next: each entry is one suggestion, commands quoted ready to copy. */
	readonly next?: readonly string[];
	/** One of EXIT; `usage` unless given. */
	readonly exitCode?: number;
	readonly cause?: unknown;
}

/** An error that a user can mend: shown as one paragraph with the next step, never with a stack. */
export class UserError extends Error {
	readonly code: string;
	readonly place?: Place;
	readonly next: readonly string[];
	readonly exitCode: number;

	constructor(options: UserErrorOptions) {
		super(options.message, { cause: options.cause });
		this.name = "UserError";
		this.code = options.code;
		this.place = options.place;
		this.next = options.next ?? [];
		this.exitCode = options.exitCode ?? EXIT.usage;
	}
}

/** An error as it travels in events and JSON output. */
export interface SerialisedError {
	readonly code: string;
	readonly message: string;
	readonly place?: Place;
	readonly next: readonly string[];
	readonly exitCode: number;
}

/**
 * Turns anything thrown into its serialisable form. What the operating system refused to store is named; what else is no
 * UserError is a bug and keeps its stack in `message`.
 */
export function serialiseError(error: unknown): SerialisedError {
	if (error instanceof UserError) {
		const { code, message, place, next, exitCode } = error;
		return { code, message, ...(place ? { place } : {}), next, exitCode };
	}
	const refusal = storageRefusal(error);
	if (refusal !== undefined) {
		const next = ["Free some space there or use another folder: diskwright doctor shows what builds write to."];
		return { code: "storage", message: refusal, next, exitCode: EXIT.host };
	}
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return { code: "bug", message: text, next: ["Please report this with the run's folder."], exitCode: EXIT.bug };
}

/** `file:line:column`, as far as known. */
export function formatPlace(place: Place): string {
	return [place.file, place.line, place.column].filter((part) => part !== undefined).join(":");
}

/** The paragraph shown to a user: cause, place, next steps; clean for a terminal. Ends without a newline. */
export function formatError(error: SerialisedError): string {
	const head = `error: ${error.message}`;
	const place = error.place ? [`  at ${formatPlace(error.place)}`] : [];
	const paragraph = [head, ...place, ...error.next.map((step) => `  → ${step}`)].join("\n");
	return paragraph.split("\n").map(cleanLine).join("\n");
}
