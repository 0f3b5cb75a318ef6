// Runs npm scripts one after the other, all of them whatever fails, and ends with the worst status: run-parts.js PART…
// A part is a script, or several with a plus between that run side by side. A signal ends the run: what is running is told,
// and what it leaves is taken away. At the end it is said what the parts have left on this machine.
import { spawn } from "node:child_process";
import { cleanUp, leftovers, MARKER, machineState } from "./leftovers.js";

const parts = process.argv.slice(2).map((part) => part.split("+"));
const id = `${process.pid}-${Date.now()}`;
const before = machineState();
const env = { ...process.env, [MARKER]: id };
const KILL_AFTER_MS = 30_000;

const running = new Set();
let stopped = false;

/** Runs a script in a process group of its own; resolves with its status. */
function run(script) {
	return new Promise((resolve) => {
		const child = spawn("npm", ["run", script], { stdio: ["ignore", "inherit", "inherit"], env, detached: true });
		running.add(child);
		child.once("error", (error) => {
			console.error(`${script}: ${error.message}`);
			running.delete(child);
			resolve(1);
		});
		child.once("close", (status, signal) => {
			running.delete(child);
			resolve(signal ? 130 : (status ?? 1));
		});
	});
}

function tell(signal) {
	for (const { pid } of running) {
		try {
			process.kill(-pid, signal);
		} catch {
			// It has just ended.
		}
	}
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
	process.on(signal, () => {
		stopped = true;
		tell(signal);
		setTimeout(() => tell("SIGKILL"), KILL_AFTER_MS).unref();
	});
}

const failed = [];
let worst = 0;
for (const part of parts) {
	const statuses = await Promise.all(part.map(async (script) => [script, await run(script)]));
	// Somebody who ends a part wants an end, not the next part.
	if (stopped || statuses.some(([, status]) => status === 130)) {
		stopped = true;
		break;
	}
	for (const [script, status] of statuses) if (status !== 0) failed.push(`${script} (status ${status})`);
	worst = Math.max(worst, ...statuses.map(([, status]) => status));
}

if (stopped) {
	await cleanUp(before, id);
	console.log("the run was stopped");
	process.exit(130);
}
const { serious, other } = await leftovers(before, id);
for (const line of serious) console.log(`left behind: ${line}`);
for (const line of other) console.log(`still there: ${line}`);
// Elsewhere others may have attached and mounted something meanwhile.
if (serious.length > 0 && env.CI) {
	failed.push("left something behind");
	worst = Math.max(worst, 1);
}
const names = process.argv.slice(2).join(", ");
console.log(failed.length === 0 ? `all parts passed: ${names}` : `failed: ${failed.join(", ")}`);
process.exitCode = worst;
