import { readlinkSync } from "node:fs";
import { chown, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { UserError } from "../../core/errors.js";
import type { BuildOrder } from "../../core/planning/plan.js";
import { initialState, reduceBuild } from "../../core/run/build-state.js";
import { CONTROL_VERSION, type ControlRequest, parseRequest } from "../../core/run/control.js";
import type { BuildEvent, EventBody } from "../../core/run/events.js";
import { summariseRun } from "../../core/run/run-summary.js";
import { LOG_LIMIT } from "../../core/run/storage-limits.js";
import { maskStrings } from "../../core/secrets/masker.js";
import { workOfAllProcesses } from "../../host/process-work.js";
import { EventFile, logsUnwritable } from "../../runs/events/event-file.js";
import { SUMMARY_FILE } from "../../runs/list/summary-file.js";
import { addLeftover, holdLock } from "../../runs/runs.js";
import { openTaskLogs, type TaskLogs } from "../tasks/task-log.js";
import type { Decisions } from "./decisions.js";
import { KeptSecrets } from "./kept-secrets.js";
import { listenSomewhere } from "./listen-somewhere.js";
import type { Shells } from "./shells.js";

/** What the builder writes into the run's folder and says on its socket. */
export interface RunJournal {
	readonly emit: (body: EventBody) => void;
	readonly logs: TaskLogs;
	/** What is not to be shown in all of it. */
	readonly secrets: KeptSecrets;
	/** Records a path before it is made, for whoever has to collect it. */
	readonly willLeave: (path: string) => Promise<void>;
	serveControl(build: {
		readonly shells: Shells;
		readonly decisions: Decisions;
		readonly cancel: (by: string) => void;
		readonly current: () => string | undefined;
	}): Promise<void>;
	/** Writes the last word of a build, for which there is room in reserve; false when there was none all the same. */
	finish(body: EventBody): boolean;
	/** What has made it impossible to write on, if anything. */
	readonly broken: UserError | undefined;
	/** Throws UserError `logs-unwritable` when not all that was written is known to be on the disk. */
	close(): Promise<void>;
}

/**
 * Opens events, logs, lock and socket of a run. `onBroken` is called once, when something cannot be written any more: what
 * is emitted after that is dropped. Throws UserError `logs-unwritable`.
 */
export async function openRunJournal(order: BuildOrder, onBroken: (error: UserError) => void): Promise<RunJournal> {
	const { runFolder, caller } = order;
	const lock = await holdLock(join(runFolder, "lock")).catch((error) => {
		throw error instanceof UserError ? error : logsUnwritable(runFolder, error);
	});
	const events = new EventFile(runFolder, caller);
	let broken: UserError | undefined;
	const breaks = (error: unknown) => {
		if (broken) return;
		broken = error instanceof UserError ? error : logsUnwritable(runFolder, error);
		onBroken(broken);
	};
	const secrets = new KeptSecrets(order);
	const start = performance.now();
	let seq = 0;
	let state = initialState();
	const write = (body: EventBody) => {
		// Lines of logs are masked already. What is remembered of a run is what was written.
		const shown = body.type === "log" ? body : maskStrings(body, secrets.mask);
		const event: BuildEvent = { seq, at: Math.round(performance.now() - start), ...shown };
		events.append(JSON.stringify(event));
		seq += 1;
		state = reduceBuild(state, event);
	};
	const emit = (body: EventBody) => {
		if (broken) return;
		try {
			write(body);
		} catch (error) {
			breaks(error);
		}
	};
	/** For those who list runs: the events of a long build are slow to read. Without it they are read after all. */
	const leaveSummary = async () => {
		const file = join(runFolder, SUMMARY_FILE);
		const text = `${JSON.stringify(summariseRun(state, order.plan.profile))}\n`;
		await writeFile(file, text, { flag: "wx", mode: 0o600 })
			.then(() => chown(file, caller.uid, caller.gid))
			.catch(() => {});
	};
	let server: Server | undefined;
	let socketFolder = "";
	return {
		emit,
		secrets,
		get broken() {
			return broken;
		},
		finish(body) {
			events.freeReserve();
			return [body, shortened(body)].some((words) => {
				try {
					write(words);
					return true;
				} catch (error) {
					breaks(error);
					return false;
				}
			});
		},
		logs: openTaskLogs({
			runFolder,
			emit,
			secrets,
			owner: caller,
			onBroken: breaks,
			limit: order.logLimit ?? LOG_LIMIT,
			command: (task) => `all that is kept: diskwright runs logs ${order.runId} --task ${task}`,
		}),
		willLeave: (path) =>
			addLeftover(runFolder, path, caller).catch((error) => {
				breaks(error);
				throw broken;
			}),
		async serveControl({ shells, decisions, cancel, current }) {
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
							...shells.place,
						};
					case "status": {
						const task = current();
						return {
							ok: true,
							...(decisions.open === undefined ? {} : { pause: decisions.open }),
							...(task ? { task } : {}),
							at: Math.round(performance.now() - start),
							work: workOfAllProcesses(),
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
			const listening = await listenSomewhere(server, order);
			socketFolder = listening.folder;
			const file = join(runFolder, "control.json");
			try {
				await writeFile(file, JSON.stringify({ socket: listening.path }), { flag: "wx", mode: 0o600 });
				await chown(file, caller.uid, caller.gid);
			} catch (error) {
				breaks(error);
				throw broken;
			}
		},
		async close() {
			server?.close();
			if (socketFolder) await rm(socketFolder, { recursive: true, force: true }).catch(() => {});
			try {
				events.close();
			} finally {
				await leaveSummary();
				lock.release();
			}
		},
	};
}

/** The last word with what makes it long left out, for the little room that may be left. */
function shortened(body: EventBody): EventBody {
	if (body.type !== "build.finished" || !body.digest) return body;
	return { ...body, digest: { ...body.digest, lastLines: [] } };
}
