import { EXIT, UserError } from "../../core/errors.js";
import type { Cloud } from "../../core/publish/clouds.js";
import { Silence } from "../wire/http.js";
import { Refusal, saying } from "../wire/refusal.js";

const error = (code: string, exitCode: number, message: string, ...next: string[]) =>
	new UserError({ code, message, next, exitCode });

/** What a user reads of it: one paragraph with the next step. Other errors pass. */
export function explain(cloud: Cloud, cause: unknown): unknown {
	if (cause instanceof Silence) return explainSilence(cloud, cause);
	if (cause instanceof Refusal) return explainRefusal(cloud, cause);
	return cause;
}

function explainSilence({ name, cacert }: Cloud, { code, url, message }: Silence): UserError {
	const { host } = new URL(url);
	if (/CERT|TLS|SSL|SIGNATURE/.test(code)) {
		return error(
			"cloud-tls",
			EXIT.host,
			`The certificate of ${host} (cloud ${name}) is not trusted: ${message}`,
			cacert
				? `Does ${cacert} hold the authority that has signed it?`
				: "Name the authority that has signed it: cacert: FILE in clouds.yaml, or OS_CACERT.",
		);
	}
	if (code === "EPROTO")
		return error(
			"cloud-tls",
			EXIT.host,
			`${host} (cloud ${name}) does not speak TLS`,
			"Is its address meant to begin with http://?",
		);
	if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
		return error(
			"cloud-unreachable",
			EXIT.host,
			`There is no host ${host}, which the cloud ${name} is said to have`,
			"Correct auth_url (OS_AUTH_URL), or image_endpoint_override.",
		);
	}
	if (code === "STALLED") {
		return error(
			"cloud-stalls",
			EXIT.failed,
			`${host} (cloud ${name}) stopped taking the image: ${message}. What it had is removed`,
			"Publish again; if it stays so, ask who runs the cloud for the log of glance-api.",
		);
	}
	return error(
		"cloud-unreachable",
		EXIT.host,
		`${host} (cloud ${name}) cannot be asked: ${message || code}`,
		"Is it reachable from here, and are http_proxy, https_proxy and no_proxy right?",
	);
}

function explainRefusal({ name }: Cloud, { answer, doing }: Refusal): UserError {
	const { status } = answer;
	const said = saying(answer);
	const because = said === "" ? "" : `: ${said}`;
	const head = `The cloud ${name} does not ${doing}`;
	switch (status) {
		case 401:
			return error(
				"cloud-login",
				EXIT.usage,
				`${head}: it no longer accepts the token`,
				"Get a new one: openstack token issue; or log in with a password or an application credential.",
			);
		case 403:
			if (/quota|limit/i.test(said)) return quota(head, because);
			return error(
				"cloud-forbidden",
				EXIT.usage,
				`${head}: you have no right to it${because}`,
				"Ask who runs the cloud; most clouds let only themselves make images public: --visibility private or community.",
			);
		case 404:
			return error(
				"cloud-gone",
				EXIT.failed,
				`${head}: somebody has deleted the image meanwhile, or another region is asked${because}`,
				"Publish it again; look what is there: openstack image list",
			);
		case 413:
			return quota(head, because);
		case 400:
		case 409:
		case 415:
			return error(
				"cloud-refuses",
				EXIT.failed,
				`${head}${because || `: it answers ${status}`}`,
				"Correct what it names, and publish again.",
			);
		default:
			return error(
				"cloud-trouble",
				EXIT.failed,
				`${head}: it answers ${status}${because}. Nothing half is left there`,
				"Publish again later; if it stays so, ask who runs the cloud for the log of glance-api.",
			);
	}
}

const quota = (head: string, because: string) =>
	error(
		"cloud-quota",
		EXIT.failed,
		`${head}: a quota is reached, or it takes no image so large${because}`,
		"Make room: openstack image list --private, keep: in the profile; or send the smaller format: --format qcow2.",
	);
