import { EXIT, UserError } from "../core/errors.js";
import { httpGet } from "./http-get.js";

type Environment = Readonly<Record<string, string | undefined>>;

const LONGEST_MS = 10_000;

/** What a mirror answered when asked for a release. */
export type MirrorAnswer =
	| { readonly ok: true; readonly milliseconds: number /** When the release was last written. */; readonly date?: Date }
	| { readonly ok: false; readonly why: string };

/** Asks a mirror for the Release file of a suite, through the proxy that `env` names. Never throws. */
export async function checkMirror(mirror: string, suite: string, env: Environment = {}): Promise<MirrorAnswer> {
	const url = `${mirror.replace(/\/$/, "")}/dists/${suite}/InRelease`;
	const start = performance.now();
	try {
		const response = await httpGet(url, { method: "HEAD", env, signal: AbortSignal.timeout(LONGEST_MS) });
		response.destroy();
		const { statusCode = 0, statusMessage, headers } = response;
		if (statusCode !== 200) return { ok: false, why: `${url} answers ${statusCode} ${statusMessage}`.trim() };
		const date = headers["last-modified"];
		const milliseconds = Math.round(performance.now() - start);
		return { ok: true, milliseconds, ...(date ? { date: new Date(date) } : {}) };
	} catch (error) {
		const cause =
			error instanceof Error && error.name === "AbortError" ? `no answer within ${LONGEST_MS / 1000} s` : error;
		return { ok: false, why: `${mirror} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}` };
	}
}

/** Throws UserError `mirror` when a mirror does not serve a suite. */
export async function assertMirror(mirror: string, suite: string, env: Environment): Promise<void> {
	const answer = await checkMirror(mirror, suite, env);
	if (answer.ok) return;
	throw new UserError({
		code: "mirror",
		message: answer.why,
		next: ["Check the release and the mirror (DIB_DISTRIBUTION_MIRROR), or build --offline from the cache."],
		exitCode: EXIT.host,
	});
}
