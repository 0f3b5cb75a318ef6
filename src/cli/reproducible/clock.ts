import { EXIT, UserError } from "../../core/errors.js";
import { runTool } from "../../host/run-tool.js";
import { onStopSignal } from "../../host/stop-signals.js";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The machine's clocks: the one that can be set, and the one that cannot. Milliseconds. */
export interface Clocks {
	readonly now: () => number;
	readonly monotonic: () => number;
	/** Throws UserError where that is not allowed. */
	readonly set: (ms: number) => Promise<void>;
}

const MACHINE: Clocks = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	async set(ms) {
		try {
			await runTool(["date", "--utc", "--set", `@${(ms / 1000).toFixed(3)}`]);
		} catch (cause) {
			throw new UserError({
				code: "clock",
				message: `The clock of this machine cannot be set: ${cause instanceof Error ? cause.message : cause}`,
				next: ["Only root of the host may do that, and no container: leave --move-clock out."],
				exitCode: EXIT.host,
				cause,
			});
		}
	},
};

/** Runs `work` while the clock of the machine is a day ahead; it is right again afterwards, whatever happens. */
export async function aDayAhead<T>(work: () => Promise<T>, clocks: Clocks = MACHINE): Promise<T> {
	const [wall, steady] = [clocks.now(), clocks.monotonic()];
	const back = () => clocks.set(wall + clocks.monotonic() - steady);
	await clocks.set(wall + DAY_MS);
	const release = onStopSignal(() => {});
	try {
		return await work();
	} finally {
		await back();
		release();
	}
}
