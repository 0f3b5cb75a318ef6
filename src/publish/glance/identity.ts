import { EXIT, UserError } from "../../core/errors.js";
import type { Cloud, CloudLogin, CloudScope, Named } from "../../core/publish/clouds.js";
import type { Http } from "../wire/http.js";
import { Refusal, saying } from "../wire/refusal.js";

interface Token {
	readonly value: string;
	/** Milliseconds since 1970. */
	readonly expires: number;
	readonly projectId?: string;
	readonly projectName?: string;
	readonly catalogue: readonly CatalogueService[];
}

interface CatalogueService {
	readonly type: string;
	readonly endpoints: readonly {
		readonly interface: string;
		readonly region?: string;
		readonly region_id?: string;
		readonly url: string;
	}[];
}

/** Renewed so long before its end. */
const EARLY_MS = 60_000;

/** Being logged in: Identity API v3. A token that ends is renewed, as far as the login allows it. */
export class Identity {
	#token: Token | undefined;

	constructor(
		private readonly cloud: Cloud,
		private readonly http: Http,
		private readonly secret: (value: string) => void,
	) {}

	/** A token that is good; `renew`: the last one was refused. Throws Refusal, UserError. */
	async token(renew = false): Promise<Token> {
		const known = this.#token;
		if (known && !renew && known.expires - Date.now() > EARLY_MS) return known;
		const token = await this.#logIn();
		this.secret(token.value);
		this.#token = token;
		return token;
	}

	/** Where the Image service answers, without a version. Throws UserError. */
	async imageEndpoint(): Promise<string> {
		const { imageEndpoint } = this.cloud;
		if (imageEndpoint) return withoutVersion(imageEndpoint);
		return withoutVersion(chooseEndpoint(this.cloud, (await this.token()).catalogue));
	}

	async #logIn(): Promise<Token> {
		const { authUrl, login, scope } = this.cloud;
		const base = authUrl.replace(/\/+$/, "").replace(/\/v2\.0$/, "");
		const url = `${/\/v3$/.test(base) ? base : `${base}/v3`}/auth/tokens`;
		const body = JSON.stringify({ auth: { identity: identityOf(login), ...scopeOf(login, scope) } });
		const answer = await this.http.ask("POST", url, { headers: { "content-type": "application/json" }, body });
		const value = answer.headers["x-subject-token"];
		if (answer.status === 401) throw this.#refused(saying(answer));
		if (answer.status === 404 || answer.status === 300 || (answer.status < 300 && typeof value !== "string")) {
			throw new UserError({
				code: "cloud-identity",
				message: `There is no Identity service v3 at ${url} (cloud ${this.cloud.name})`,
				next: ["Correct auth_url (OS_AUTH_URL): it ends in /v3 mostly."],
			});
		}
		if (answer.status >= 300) throw new Refusal(answer, "let you log in");
		return readToken(value as string, answer.text);
	}

	#refused(said: string): UserError {
		const { login, name, authUrl } = this.cloud;
		const what = {
			password: `the name or the password of ${login.kind === "password" ? (login.user.name ?? login.user.id) : ""} is wrong, or the project is none of theirs`,
			"application-credential": "the application credential is wrong or has expired",
			token: "the token has expired, or is of another cloud",
		}[login.kind];
		const next = {
			password:
				"Correct it in clouds.yaml or secure.yaml, or OS_USERNAME, OS_PASSWORD, OS_PROJECT_NAME and the domains.",
			"application-credential": "Make a new one: openstack application credential create NAME",
			token:
				"Get a new one: openstack token issue -f value -c id; a password or an application credential is renewed by itself.",
		}[login.kind];
		return new UserError({
			code: "cloud-login",
			message: `The cloud ${name} (${authUrl}) does not let you log in: ${what}${said ? ` (${said})` : ""}`,
			next: [next],
			exitCode: EXIT.usage,
		});
	}
}

const withDomain = ({ id, name, domain }: Named) => (id ? { id } : { name, ...(domain ? { domain } : {}) });
/** A user without a domain is one of the default domain, as it is in openstacksdk's own defaults. */
const userOf = (user: Named) => withDomain({ domain: { id: "default" }, ...user });

function identityOf(login: CloudLogin): object {
	switch (login.kind) {
		case "password":
			return { methods: ["password"], password: { user: { ...userOf(login.user), password: login.password } } };
		case "token":
			return { methods: ["token"], token: { id: login.token } };
		default: {
			const { credential, user, secret } = login;
			const who = credential.id ? { id: credential.id } : { name: credential.name, user: userOf(user) };
			return { methods: ["application_credential"], application_credential: { ...who, secret } };
		}
	}
}

/** An application credential has its project already, and refuses to hear it. */
function scopeOf(login: CloudLogin, scope: CloudScope): object {
	if (login.kind === "application-credential" || scope.kind === "none") return {};
	if (scope.kind === "system") return { scope: { system: { all: true } } };
	return { scope: scope.kind === "project" ? { project: withDomain(scope.project) } : { domain: scope.domain } };
}

function readToken(value: string, text: string): Token {
	const { token } = JSON.parse(text) as {
		token: { expires_at?: string; project?: { id: string; name: string }; catalog?: CatalogueService[] };
	};
	const expires = Date.parse(token.expires_at ?? "");
	return {
		value,
		expires: Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires,
		...(token.project ? { projectId: token.project.id, projectName: token.project.name } : {}),
		catalogue: token.catalog ?? [],
	};
}

function chooseEndpoint(cloud: Cloud, catalogue: readonly CatalogueService[]): string {
	const image = catalogue.filter(({ type }) => type === "image").flatMap(({ endpoints }) => endpoints);
	const all = image.filter((endpoint) => endpoint.interface.replace(/URL$/, "") === cloud.interface);
	const regionOf = ({ region, region_id }: (typeof all)[number]) => region_id ?? region ?? "";
	const regions = [...new Set(all.map(regionOf))];
	const complain = (message: string, next: string) => new UserError({ code: "cloud-endpoint", message, next: [next] });
	if (all.length === 0) {
		const why = image.length > 0 ? `none with the interface ${cloud.interface}` : "none";
		throw complain(
			`The catalogue of the cloud ${cloud.name} names ${why} of the Image service (Glance)`,
			"Set interface (OS_INTERFACE), log in with a project, or name it: image_endpoint_override in clouds.yaml.",
		);
	}
	const there = cloud.region === undefined ? all : all.filter((endpoint) => regionOf(endpoint) === cloud.region);
	if (there.length === 0) {
		throw complain(
			`The cloud ${cloud.name} has no Image service in the region ${cloud.region}`,
			`It has it in: ${regions.join(", ")}. Set region_name (OS_REGION_NAME), or --region.`,
		);
	}
	if (cloud.region === undefined && regions.length > 1) {
		throw complain(
			`The cloud ${cloud.name} has several regions, and none is named`,
			`Name one: --region ${regions[0]} (${regions.join(", ")})`,
		);
	}
	return there[0]?.url ?? "";
}

const withoutVersion = (url: string) => url.replace(/\/+$/, "").replace(/\/v\d+(\.\d+)?$/, "");
