import { EXIT, UserError } from "../../core/errors.js";
import { Silence } from "./http.js";
import { Refusal, saying } from "./refusal.js";

/** How a place on a server is called in what a user reads. */
export interface ServerWords {
	/** The place, such as an address without its login. */
	readonly place: string;
	/** Where an authority of one's own is named. */
	readonly authority: string;
	/** Where the login is said. */
	readonly login: string;
	/** What to do about a right that is missing. */
	readonly right: string;
}

const told = (code: string, exitCode: number, message: string, ...next: string[]) =>
	new UserError({ code, message, next, exitCode });

/** What a user reads of a server that did not take, keep or give something: one paragraph with the next step. Other errors pass. */
export function explainServer(words: ServerWords, cause: unknown): unknown {
	if (cause instanceof Silence) return explainSilence(words, cause);
	if (cause instanceof Refusal) return explainRefusal(words, cause);
	return cause;
}

function explainSilence({ place, authority }: ServerWords, { code, url, message }: Silence): UserError {
	const { host } = new URL(url);
	if (/CERT|TLS|SSL|SIGNATURE/.test(code)) {
		const next = `Name the authority that has signed it: ${authority}`;
		return told("server-tls", EXIT.host, `The certificate of ${host} (${place}) is not trusted: ${message}`, next);
	}
	if (code === "EPROTO") {
		const next = "Is its address meant to begin with http://?";
		return told("server-tls", EXIT.host, `${host} (${place}) does not speak TLS`, next);
	}
	if (code === "ENOTFOUND" || code === "EAI_AGAIN")
		return told("server-unreachable", EXIT.host, `There is no host ${host} (${place})`, "Correct the address.");
	if (code === "STALLED") {
		return told(
			"server-stalls",
			EXIT.failed,
			`${host} (${place}) stopped taking the image: ${message}. Nothing half is left in its index`,
			"Publish again; if it stays so, ask who runs the server for its log.",
		);
	}
	return told(
		"server-unreachable",
		EXIT.host,
		`${host} (${place}) cannot be asked: ${message || code}`,
		"Is it reachable from here, and are http_proxy, https_proxy and no_proxy right? What was begun is finished or removed by the next run.",
	);
}

function explainRefusal({ place, login, right }: ServerWords, { answer, doing }: Refusal): UserError {
	const { status, headers } = answer;
	const said = saying(answer);
	const because = said === "" ? "" : `: ${said}`;
	const head = `${place} does not ${doing}`;
	switch (status) {
		case 401:
			return told("server-login", EXIT.usage, `${head}: it wants another login${because}`, login);
		case 403:
			return told("server-forbidden", EXIT.usage, `${head}: you have no right to it${because}`, right);
		case 404:
		case 409:
			return told(
				"server-place",
				EXIT.usage,
				`${head}: it answers ${status}${because}`,
				"Is that folder there, and the address right?",
			);
		case 405:
		case 501:
			return told(
				"server-method",
				EXIT.usage,
				`${head}: it knows no such request (${status})${because}`,
				"It has to allow PUT and DELETE there, as nginx does with dav_methods, or Apache with Dav On.",
			);
		case 413:
			return told(
				"server-limit",
				EXIT.failed,
				`${head}: it takes nothing so large${because}`,
				"Raise its limit (nginx: client_max_body_size; Apache: LimitRequestBody), or send the smaller format: --format qcow2.",
			);
		case 507:
			return told(
				"server-full",
				EXIT.failed,
				`${head}: its disk is full${because}`,
				"Make room there: diskwright images prune",
			);
		default: {
			const to = typeof headers.location === "string" ? ` and names ${headers.location}` : "";
			return told(
				"server-trouble",
				EXIT.failed,
				`${head}: it answers ${status}${to}${because}`,
				to ? "Name that address." : "Publish again later; if it stays so, ask who runs the server for its log.",
			);
		}
	}
}
