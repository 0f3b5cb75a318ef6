import { useEffect, useRef, useState } from "react";
import { type SerialisedError, serialiseError } from "../../core/errors.js";
import type { BootOutcome } from "../services/boot.js";
import { useServices } from "../services/services.js";

/** Where a boot test stands. */
export type BootStatus =
	| { readonly kind: "idle" }
	/** `since` is on the clock of `Services.now`. */
	| { readonly kind: "running"; readonly since: number }
	| { readonly kind: "ended"; readonly outcome: BootOutcome }
	| { readonly kind: "cancelled" }
	| { readonly kind: "failed"; readonly error: SerialisedError };

export interface BootTest {
	readonly status: BootStatus;
	readonly console: ConsoleLines;
	readonly start: (image: string) => void;
	/** Ends the machine, and nothing else. */
	readonly cancel: () => void;
}

/** The console is drawn so often, however much the machine says. */
const DRAW_MS = 100;

/** One boot test at a time; it ends with the screen that shows it. */
export function useBootTest(): BootTest {
	const { boot, now } = useServices();
	const [status, setStatus] = useState<BootStatus>({ kind: "idle" });
	const [, draw] = useState(0);
	const lines = useRef(new ConsoleLines());
	const machine = useRef<AbortController>(undefined);
	const running = status.kind === "running";
	useEffect(() => {
		if (!running) return undefined;
		const timer = setInterval(() => draw((count) => count + 1), DRAW_MS);
		return () => clearInterval(timer);
	}, [running]);
	useEffect(() => () => machine.current?.abort(), []);

	const start = (image: string) => {
		const mine = new AbortController();
		const console = new ConsoleLines();
		machine.current?.abort();
		machine.current = mine;
		lines.current = console;
		setStatus({ kind: "running", since: now() });
		const end = (next: BootStatus) =>
			machine.current === mine && setStatus(mine.signal.aborted ? { kind: "cancelled" } : next);
		boot
			.boot(image, {
				signal: mine.signal,
				onOutput: (text) => console.append(text),
				onNote: (text) => console.note(text),
			})
			.then(
				(outcome) => end({ kind: "ended", outcome }),
				(error) => end({ kind: "failed", error: serialiseError(error) }),
			);
	};
	return { status, console: lines.current, start, cancel: () => machine.current?.abort() };
}

/** A machine that talks without end must not fill the memory. */
const KEPT_LINES = 2000;
const LONGEST_LINE = 4096;

/** The end of a serial console, as lines; the last one may still grow. */
class ConsoleLines {
	#lines: string[] = [""];

	/** Adds text as it arrives. */
	append(text: string): void {
		const [first = "", ...more] = text.split("\n");
		const last = this.#lines.length - 1;
		this.#lines[last] = ((this.#lines[last] ?? "") + first).slice(0, LONGEST_LINE);
		this.#lines.push(...more.map((line) => line.slice(0, LONGEST_LINE)));
		if (this.#lines.length > KEPT_LINES) this.#lines = this.#lines.slice(-KEPT_LINES);
	}

	/** Adds a line that is not the machine's. */
	note(text: string): void {
		this.append(this.#lines.at(-1) === "" ? `${text}\n` : `\n${text}\n`);
	}

	/** Lines so far; an empty unfinished one does not count. */
	get count(): number {
		return this.#lines.length - (this.#lines.at(-1) === "" ? 1 : 0);
	}

	/** The last `rows` lines, or those that end `above` lines before. */
	tail(rows: number, above: number): readonly string[] {
		const end = Math.max(0, this.count - above);
		return this.#lines.slice(Math.max(0, end - rows), end);
	}
}
