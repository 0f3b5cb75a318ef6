import { useEffect, useRef, useState } from "react";
import { type SerialisedError, serialiseError } from "../../core/errors.js";
import type { BootOutcome } from "../services/boot.js";
import { useServices } from "../services/services.js";
import { ConsoleLines } from "./console-lines.js";

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
