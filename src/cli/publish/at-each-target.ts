import { EXIT, formatError, UserError } from "../../core/errors.js";
import { ruleOfTarget } from "../../core/publish/publish-rule.js";
import type { PublishTarget } from "../../core/publish/target.js";
import { createMasker } from "../../core/secrets/masker.js";
import { onStopSignal } from "../../host/stop-signals.js";
import { openTarget } from "../../publish/open-target.js";
import type { CliContext } from "../entry/context.js";
import type { FoundTarget } from "./find-targets.js";
import { maskedError } from "./masked-error.js";

/** Opens one target after the other; one that fails is told, and the others go on. The exit code is that of the first that failed. */
export async function atEachTarget(
	targets: readonly FoundTarget[],
	sender: string,
	{ env, cwd, stderr }: CliContext,
	work: (target: PublishTarget, found: FoundTarget) => Promise<void>,
): Promise<number> {
	const cancel = new AbortController();
	const release = onStopSignal(() => cancel.abort());
	const secrets: string[] = [];
	const mask = (text: string) => createMasker(secrets)(text);
	let code: number = EXIT.ok;
	try {
		for (const found of targets) {
			try {
				const rule = ruleOfTarget(found.to, found.region);
				const secret = (value: string) => secrets.push(value);
				const words = { env, directory: cwd, sender, signal: cancel.signal, secret };
				const target = await openTarget(rule, {}, words);
				try {
					await work(target, found);
				} finally {
					await target.close();
				}
			} catch (error) {
				if (cancel.signal.aborted) return EXIT.cancelled;
				const shown = maskedError(error, mask);
				if (!(shown instanceof UserError) || targets.length === 1) throw shown;
				stderr.write(`${formatError(shown)}\n`);
				code ||= shown.exitCode;
			}
		}
		return code;
	} finally {
		release();
	}
}
