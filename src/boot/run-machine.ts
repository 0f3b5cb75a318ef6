import { execa } from "execa";
import { findTool } from "../host/find-tool.js";
import { ConsoleText, isFromKernel } from "./console-text.js";

export interface RunMachineOptions {
	readonly until: RegExp;
	readonly milliseconds: number;
	/** End the machine when its kernel has not printed and nothing else was printed for so long. */
	readonly silenceSeconds?: number;
	readonly onOutput?: (text: string) => void;
	readonly signal?: AbortSignal;
}

/** What one start of a machine came to. */
export interface Attempt {
	readonly end: "matched" | "timeout" | "silent" | "panicked" | "exited";
	readonly seconds: number;
	/** A line of the image's own kernel was seen. */
	readonly kernelSeen: boolean;
	readonly lastLines: readonly string[];
	readonly exitCode?: number;
}

const KEPT_LINES = 20;
/** A kernel that has said this does nothing more. */
export const PANIC = /Kernel panic - not syncing/;
/** What it still prints then: where it was. */
const PANIC_MS = 1500;
/** A menu that redraws itself for ever is silence too. */
const LONGEST_MENU_SECONDS = 60;

/** Runs QEMU until the console matches, the time is over or the machine ends. It never outlives this process. */
export async function runMachine(argv: readonly string[], options: RunMachineOptions): Promise<Attempt> {
	options.signal?.throwIfAborted();
	const started = performance.now();
	const [program = "", ...args] = await dyingWithUs(argv);
	const machine = execa(program, args, {
		stdin: "ignore",
		buffer: false,
		reject: false,
		encoding: "utf8",
	});
	let end: Attempt["end"] = "exited";
	let kernelSeen = false;
	const lines = new LastLines();
	const said = new LastLines();
	const stop = (why: Attempt["end"]) => {
		if (end === "exited") end = why;
		machine.kill("SIGKILL");
	};
	const cancel = () => machine.kill("SIGKILL");
	options.signal?.addEventListener("abort", cancel);
	const timeout = setTimeout(() => stop("timeout"), Math.max(0, options.milliseconds));
	let panic: NodeJS.Timeout | undefined;
	const silence = watchSilence(options.silenceSeconds, () => stop("silent"));

	const text = new ConsoleText();
	machine.stdout.setEncoding("utf8").on("data", (piece: string) => {
		if (end !== "exited") return;
		const seen = text.push(piece);
		if (seen.text !== "") options.onOutput?.(seen.text);
		lines.add(seen.lines, text.unfinished);
		if (!kernelSeen && seen.lines.some(isFromKernel)) {
			kernelSeen = true;
			silence.end();
		}
		if (seen.text.trim() !== "") silence.heard();
		if (seen.lines.some((line) => options.until.test(line))) stop("matched");
		else if (seen.lines.some((line) => PANIC.test(line))) panic ??= setTimeout(() => stop("panicked"), PANIC_MS);
	});
	machine.stderr.setEncoding("utf8").on("data", (piece: string) => {
		said.add(
			piece.split("\n").filter((line) => line.trim() !== ""),
			"",
		);
	});
	const result = await machine;
	clearTimeout(timeout);
	clearTimeout(panic);
	silence.end();
	options.signal?.removeEventListener("abort", cancel);
	options.signal?.throwIfAborted();
	return {
		end,
		seconds: (performance.now() - started) / 1000,
		kernelSeen,
		lastLines: end === "exited" ? [...lines.list(), ...said.list()].slice(-KEPT_LINES) : lines.list(),
		...(end === "exited" && result.exitCode !== undefined ? { exitCode: result.exitCode } : {}),
	};
}

/** A signal handler cannot outlive kill -9: the kernel is asked to end the machine when its parent dies. */
async function dyingWithUs(argv: readonly string[]): Promise<readonly string[]> {
	const setpriv = findTool("setpriv");
	return setpriv ? [setpriv, "--pdeathsig", "KILL", "--", ...argv] : argv;
}

/** Calls `ring` when nothing was heard for `seconds`, or only repeated menus for a minute. */
function watchSilence(seconds: number | undefined, ring: () => void) {
	if (seconds === undefined) return { heard() {}, end() {} };
	let over = false;
	let timer = setTimeout(ring, seconds * 1000);
	const limit = setTimeout(ring, LONGEST_MENU_SECONDS * 1000);
	return {
		heard() {
			if (over) return;
			clearTimeout(timer);
			timer = setTimeout(ring, seconds * 1000);
		},
		end() {
			over = true;
			clearTimeout(timer);
			clearTimeout(limit);
		},
	};
}

/** The end of a stream of lines whose last one may still grow. */
class LastLines {
	#finished: string[] = [];
	#unfinished = "";

	add(lines: readonly string[], unfinished: string): void {
		const ended = unfinished.trim() === "" ? lines : lines.slice(0, -1);
		this.#finished = [...this.#finished, ...ended].slice(-KEPT_LINES);
		this.#unfinished = unfinished;
	}

	list(): string[] {
		const last = this.#unfinished.trim() === "" ? [] : [this.#unfinished];
		return [...this.#finished, ...last].slice(-KEPT_LINES);
	}
}
