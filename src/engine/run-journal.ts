import { closeSync, constants, fchownSync, fsyncSync, openSync, readlinkSync, writeSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { initialState, reduceBuild } from "../core/build-state.js";
import { CONTROL_VERSION, type ControlRequest, parseRequest } from "../core/control.js";
import type { BuildEvent, EventBody } from "../core/events.js";
import type { BuildOrder } from "../core/plan.js";
import { summariseRun } from "../core/run-summary.js";
import { createMasker } from "../core/secrets.js";
import type { ShellPlace } from "./build-context.js";
import type { Decisions } from "./decisions.js";
import { addLeftover, holdLock } from "./runs/runs.js";
import { SUMMARY_FILE } from "./runs/summary-file.js";
import { openTaskLogs, type TaskLogs } from "./task-log.js";

/** Without an environment a shell has that of whoever opens it. */
type Shell = Pick<ShellPlace, "root" | "directory"> & Partial<ShellPlace>;

/** What the builder writes into the run's folder and says on its socket. */
export interface RunJournal {
	readonly emit: (body: EventBody) => void;
	readonly logs: TaskLogs;
	/** Records a path before it is made, for whoever has to collect it. */
	readonly willLeave: (path: string) => Promise<void>;
	/** Tells where shells are to be opened; called when that is known. */
	describe(where: { readonly shell: () => Shell }): void;
	serveControl(build: {
		readonly decisions: Decisions;
		readonly cancel: (by: string) => void;
		readonly current: () => string | undefined;
	}): Promise<void>;
	close(): Promise<void>;
}

/** Opens events, logs, lock and socket of a run. */
export async function openRunJournal(order: BuildOrder): Promise<RunJournal> {
	const { runFolder, caller } = order;
	const lock = await holdLock(join(runFolder, "lock"));
	const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
	const events = openSync(join(runFolder, "events.ndjson"), flags, 0o600);
	fchownSync(events, caller.uid, caller.gid);
	const secrets = order.secrets.map((name) => order.environment[name] ?? "").filter(Boolean);
	const mask = createMasker(secrets);
	const start = performance.now();
	let seq = 0;
	let state = initialState();
	const emit = (body: EventBody) => {
		const event: BuildEvent = { seq, at: Math.round(performance.now() - start), ...body };
		seq += 1;
		const line = body.type === "log" ? JSON.stringify(event) : mask(JSON.stringify(event));
		writeSync(events, `${line}\n`);
		// What is remembered of a run is what was written: with its secrets masked.
		state = reduceBuild(state, body.type === "log" ? event : (JSON.parse(line) as BuildEvent));
	};
	/** For those who list runs: the events of a long build are slow to read. Without it they are read after all. */
	const leaveSummary = async () => {
		const file = join(runFolder, SUMMARY_FILE);
		const text = `${JSON.stringify(summariseRun(state, order.plan.profile))}\n`;
		await writeFile(file, text, { flag: "wx", mode: 0o600 })
			.then(() => chown(file, caller.uid, caller.gid))
			.catch(() => {});
	};
	let shell = (): Shell => ({ root: "/", directory: "/" });
	let server: Server | undefined;
	let socketFolder = "";
	return {
		emit,
		logs: openTaskLogs({ runFolder, emit, secrets, owner: caller }),
		willLeave: (path) => addLeftover(runFolder, path, caller),
		describe(where) {
			shell = where.shell;
		},
		async serveControl({ decisions, cancel, current }) {
			socketFolder = await mkdtemp("/tmp/diskwright-");
			await addLeftover(runFolder, socketFolder, caller);
			await chown(socketFolder, caller.uid, caller.gid);
			const path = join(socketFolder, "control");
			const answer = (request: ControlRequest): Record<string, unknown> => {
				switch (request.type) {
					case "decision":
						return { ...decisions.decide(request.pause, request.decision, request.by) };
					case "cancel":
						cancel(request.by);
						return { ok: true };
					case "shell":
						return {
							ok: true,
							pid: process.pid,
							namespace: readlinkSync("/proc/self/ns/pid"),
							...shell(),
						};
					case "status": {
						const task = current();
						return {
							ok: true,
							...(decisions.open === undefined ? {} : { pause: decisions.open }),
							...(task ? { task } : {}),
						};
					}
				}
			};
			server = createServer((socket) => {
				let text = "";
				socket.setEncoding("utf8");
				socket.on("error", () => {});
				socket.on("data", (chunk: string) => {
					text += chunk;
					const lines = text.split("\n");
					text = lines.pop() ?? "";
					for (const line of lines) {
						const request = parseRequest(line);
						const reply = typeof request === "string" ? { ok: false, error: request } : answer(request);
						socket.write(`${JSON.stringify({ v: CONTROL_VERSION, ...reply })}\n`);
					}
				});
			});
			await new Promise<void>((resolve) => server?.listen(path, resolve));
			await chown(path, caller.uid, caller.gid);
			const file = join(runFolder, "control.json");
			await writeFile(file, JSON.stringify({ socket: path }), { flag: "wx", mode: 0o600 });
			await chown(file, caller.uid, caller.gid);
		},
		async close() {
			server?.close();
			await rm(socketFolder, { recursive: true, force: true });
			fsyncSync(events);
			closeSync(events);
			await leaveSummary();
			lock.release();
		},
	};
}
