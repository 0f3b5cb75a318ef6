import { EXIT, UserError } from "../core/errors.js";

/** What a mirror answered when asked for a release. */
export type MirrorAnswer =
	| { readonly ok: true; readonly milliseconds: number /** When the release was last written. */; readonly date?: Date }
	| { readonly ok: false; readonly why: string };

/** Asks a mirror for the Release file of a suite. Never throws. */
export async function checkMirror(mirror: string, suite: string, timeoutMs = 10_000): Promise<MirrorAnswer> {
	const url = `${mirror.replace(/\/$/, "")}/dists/${suite}/InRelease`;
	const start = performance.now();
	try {
		const { address, headers } = withoutLogin(url);
		const signal = AbortSignal.timeout(timeoutMs);
		const response = await fetch(address, { method: "HEAD", headers, signal, redirect: "follow" });
		if (!response.ok) return { ok: false, why: `${url} answers ${response.status} ${response.statusText}` };
		const date = response.headers.get("last-modified");
		const milliseconds = Math.round(performance.now() - start);
		return { ok: true, milliseconds, ...(date ? { date: new Date(date) } : {}) };
	} catch (error) {
		const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
		return { ok: false, why: `${mirror} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}` };
	}
}

/** `fetch` takes no address with a login: it goes into the header that it stands for. Throws for what is no address. */
function withoutLogin(url: string): { address: URL; headers: Record<string, string> } {
	const address = new URL(url);
	const { username, password } = address;
	if (username === "" && password === "") return { address, headers: {} };
	const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	address.username = "";
	address.password = "";
	return { address, headers: { authorization: `Basic ${Buffer.from(login).toString("base64")}` } };
}

/** Throws UserError `mirror` when a mirror does not serve a suite. */
export async function assertMirror(mirror: string, suite: string): Promise<void> {
	const answer = await checkMirror(mirror, suite);
	if (answer.ok) return;
	throw new UserError({
		code: "mirror",
		message: answer.why,
		next: ["Check the release and the mirror (DIB_DISTRIBUTION_MIRROR), or build --offline from the cache."],
		exitCode: EXIT.host,
	});
}
