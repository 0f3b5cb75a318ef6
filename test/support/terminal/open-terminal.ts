import { mkdtempSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { spawn } from "@lydell/node-pty";
import { createDriver, type Driver, framed } from "./driver.js";
import { type Emulator, openEmulator } from "./emulator.js";

export interface TerminalOptions {
	readonly cols?: number;
	readonly rows?: number;
	/** Added to the terminal's own environment; `undefined` takes a variable out. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
	/** A folder that stays, for a second terminal of the same person; else a new one that goes with the terminal. */
	readonly home?: string;
	/** Stands on the screen before the program starts. */
	readonly before?: string;
}

/** A real program in a pseudo-terminal. */
export interface Terminal extends Driver {
	readonly emulator: Emulator;
	readonly pid: number;
	readonly home: string;
	/** Everything the program wrote, with when it came (`performance.now()`). */
	readonly output: readonly { readonly at: number; readonly data: string }[];
	/** Waits for the program to end; its exit code, or 128 and the number of the signal. Throws with the screen. */
	exit(ms?: number): Promise<number>;
	/** Sends a signal to the program. */
	kill(signal: NodeJS.Signals): void;
	/** Takes the terminal away from the program, as a lost connection does. */
	hangUp(): void;
	/** Ends the program if it still runs, as a closed window does, and removes its home. */
	close(): Promise<void>;
}

const LAST_WORDS_MS = 100;
const DIST = resolve(import.meta.dirname, "../../../dist/bin");

/** The command line of a built program. */
export function programArgv(name: "diskwright" | "disk-image-create" | "element-info", ...args: string[]): string[] {
	return [process.execPath, join(DIST, `${name}.js`), ...args];
}

/** Starts a program in a terminal of its own, in an environment that is the same everywhere. */
export function openTerminal(argv: readonly string[], options: TerminalOptions = {}): Terminal {
	const { cols = 100, rows = 30 } = options;
	const home = options.home ?? mkdtempSync(join(tmpdir(), "terminal-"));
	const [file = "", ...args] = argv;
	const emulator = openEmulator({ cols, rows });
	if (options.before) emulator.write(options.before);
	const env = terminalEnvironment(home, options.env);
	const child = spawn(file, args, { cols, rows, cwd: options.cwd ?? home, env, name: env.TERM ?? "dumb" });
	const frames = wholeFrames();
	const output: { at: number; data: string }[] = [];
	let code: number | undefined;
	const hear = (data: string) => {
		output.push({ at: performance.now(), data });
		emulator.write(frames(data));
	};
	child.onData(hear);
	readBeforeClosing(child, hear);
	const exited = new Promise<number>((done) =>
		child.onExit(({ exitCode, signal }) => {
			code = signal ? 128 + signal : exitCode;
			done(code);
		}),
	);
	const send = (data: string) => {
		if (code === undefined) child.write(data);
	};
	emulator.onReply(send);
	const kill = (signal: NodeJS.Signals) => {
		try {
			if (code === undefined) process.kill(child.pid, signal);
		} catch (error) {
			// It has ended, and we have not heard of it yet.
			if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
		}
	};
	const driver = createDriver({
		emulator,
		send,
		resized: (size) => child.resize(size.cols, size.rows),
		ended: () => (code === undefined ? undefined : `the program ended with ${code}`),
	});
	const endedWithin = (ms: number) => Promise.race([exited, delay(ms, undefined, { ref: false })]);
	return {
		...driver,
		emulator,
		pid: child.pid,
		home,
		output,
		async exit(ms = 10_000) {
			const ended = await endedWithin(ms);
			// What it wrote last may come behind its end.
			await delay(LAST_WORDS_MS);
			await emulator.settled();
			if (ended === undefined)
				throw new Error(`the program did not end within ${ms} ms\nThe screen:\n${framed(emulator.lines())}`);
			return ended;
		},
		kill,
		// The types of the library have it for no system, because not all have it.
		hangUp: () => (child as unknown as { destroy(): void }).destroy(),
		async close() {
			kill("SIGHUP");
			if ((await endedWithin(2000)) === undefined) kill("SIGKILL");
			await exited;
			emulator.close();
			if (options.home === undefined) rmSync(home, { recursive: true, force: true });
		},
	};
}

/**
 * The library closes a terminal that another process still holds 200 ms after the program's end, and drops what nobody had the time to
 * read. Here that is read first.
 */
function readBeforeClosing(child: object, tell: (data: string) => void): void {
	// The types of the library have neither.
	const { fd, _socket: socket } = child as { readonly fd: number; readonly _socket: { destroy(): unknown } };
	const destroy = socket.destroy.bind(socket);
	let closed = false;
	socket.destroy = () => {
		if (!closed) tell(readRest(fd));
		closed = true;
		return destroy();
	};
}

/** What there is to read at this moment. */
function readRest(descriptor: number): string {
	const parts: Buffer[] = [];
	const part = Buffer.alloc(1 << 16);
	try {
		for (let bytes = readSync(descriptor, part); bytes > 0; bytes = readSync(descriptor, part))
			parts.push(Buffer.from(part.subarray(0, bytes)));
	} catch {
		// EAGAIN: no more at the moment. EIO: nobody is at the other end. EBADF: it is closed.
	}
	return Buffer.concat(parts).toString("utf8");
}

/** Synchronised output: as a terminal does, shows nothing of a frame before all of it is there. */
function wholeFrames(): (data: string) => string {
	let held = "";
	return (data) => {
		held += data;
		const begin = held.lastIndexOf("\u001b[?2026h");
		const whole = begin > held.lastIndexOf("\u001b[?2026l") ? begin : held.length;
		const shown = held.slice(0, whole);
		held = held.slice(whole);
		return shown;
	};
}

/** What a program finds in its environment: nothing of ours but PATH. CI is not set, or Ink would draw nothing. */
function terminalEnvironment(home: string, more: TerminalOptions["env"] = {}): Record<string, string> {
	const env: Record<string, string | undefined> = {
		PATH: process.env.PATH,
		HOME: home,
		XDG_CONFIG_HOME: join(home, ".config"),
		XDG_STATE_HOME: join(home, ".local/state"),
		XDG_CACHE_HOME: join(home, ".cache"),
		XDG_DATA_HOME: join(home, ".local/share"),
		SHELL: "/bin/bash",
		TERM: "xterm-256color",
		COLORTERM: "truecolor",
		TZ: "UTC",
		LANG: "C.UTF-8",
		...more,
	};
	return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
