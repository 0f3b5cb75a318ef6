import { UserError } from "../errors.js";
import { nearest } from "../text/suggest.js";
import { parsePyYaml } from "../text/yaml.js";

type Words = Readonly<Record<string, string | undefined>>;
/** A part of clouds.yaml, as it is written. */
type Node = { readonly [key: string]: unknown };

/** A file of clouds that was found. */
export interface CloudsFile {
	readonly path: string;
	readonly text: string;
}

export interface CloudsFiles {
	/** clouds.yaml, secure.yaml, clouds-public.yaml: the first of each that is there. */
	readonly clouds?: CloudsFile;
	readonly secure?: CloudsFile;
	readonly vendors?: CloudsFile;
	/** Where clouds.yaml was looked for. */
	readonly searched: readonly string[];
}

/** Who somebody is, by id, or by name with the id or the name of its domain. */
export interface Named {
	readonly id?: string;
	readonly name?: string;
	readonly domain?: { readonly id: string } | { readonly name: string };
}

export type CloudLogin =
	| { readonly kind: "password"; readonly user: Named; readonly password: string }
	| {
			readonly kind: "application-credential";
			readonly credential: Named;
			readonly user: Named;
			readonly secret: string;
	  }
	| { readonly kind: "token"; readonly token: string };

export type CloudScope =
	| { readonly kind: "project"; readonly project: Named }
	| { readonly kind: "domain"; readonly domain: { readonly id: string } | { readonly name: string } }
	| { readonly kind: "system" }
	| { readonly kind: "none" };

/** A cloud and who we are there, complete. */
export interface Cloud {
	/** As it is shown: its name in clouds.yaml, or `OS_*`. */
	readonly name: string;
	readonly authUrl: string;
	readonly login: CloudLogin;
	readonly scope: CloudScope;
	readonly region?: string;
	readonly interface: "public" | "internal" | "admin";
	/** Instead of what the catalogue says. */
	readonly imageEndpoint?: string;
	readonly verify: boolean;
	/** Paths. */
	readonly cacert?: string;
	readonly cert?: string;
	readonly key?: string;
}

/** All clouds by name, secrets merged in. Throws UserError for files that cannot be read as clouds. */
export function cloudsIn(files: CloudsFiles): Readonly<Record<string, Node>> {
	const open = section(files.clouds, "clouds");
	const secure = section(files.secure, "clouds");
	// A name in secure.yaml alone is no cloud.
	return Object.fromEntries(Object.entries(open).map(([name, cloud]) => [name, merge(cloud, secure[name])]));
}

/**
 * The cloud of a name; without one that of OS_CLOUD, of the variables OS_AUTH_URL and the like, or the only one that there is. A
 * named one gets from the variables what its files do not say of secrets and region. Throws UserError.
 */
export function chooseCloud(wanted: string | undefined, env: Words, files: CloudsFiles): Cloud {
	const clouds = cloudsIn(files);
	const names = Object.keys(clouds);
	const name = wanted || env.OS_CLOUD || undefined;
	if (name === undefined && env.OS_AUTH_URL) return readCloud("OS_*", fromVariables(env), undefined, env);
	const chosen = name ?? (names.length === 1 ? names[0] : undefined);
	if (chosen === undefined) throw noCloud(names, files);
	const found = clouds[chosen];
	if (!found) throw unknownCloud(chosen, names, files);
	return readCloud(chosen, merge(vendorOf(chosen, found, files), found), files.clouds?.path, env);
}

/** All values of a cloud that nothing may show. */
export function cloudSecrets({ login }: Cloud): string[] {
	if (login.kind === "password") return [login.password];
	return [login.kind === "token" ? login.token : login.secret];
}

function section(file: CloudsFile | undefined, key: string): Readonly<Record<string, Node>> {
	if (!file) return {};
	const parsed = parsePyYaml(file.text);
	const complain = (message: string) =>
		new UserError({
			code: "clouds-file",
			message: `${file.path} ${message}`,
			place: { file: file.path },
			next: [`It is written like:  ${key}: {lab: {auth: {auth_url: https://…/v3, username: …, project_name: …}}}`],
		});
	if (!isNode(parsed)) throw complain("cannot be read as YAML with clouds in it");
	const clouds = parsed[key] ?? {};
	if (!isNode(clouds)) throw complain(`holds no list of clouds under '${key}:'`);
	const broken = Object.entries(clouds).find(([, cloud]) => cloud !== null && !isNode(cloud));
	if (broken) throw complain(`says nothing that could be read of the cloud ${broken[0]}`);
	return Object.fromEntries(Object.entries(clouds).map(([name, cloud]) => [name, (cloud ?? {}) as Node]));
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

/** The second wins, key by key. */
function merge(below: Node, above: Node | undefined): Node {
	const merged: Record<string, unknown> = { ...below };
	for (const [key, value] of Object.entries(above ?? {})) {
		const under = merged[key];
		merged[key] = isNode(under) && isNode(value) ? merge(under, value) : value;
	}
	return merged;
}

function vendorOf(name: string, cloud: Node, files: CloudsFiles): Node {
	const profile = cloud.profile ?? cloud.cloud;
	if (typeof profile !== "string") return {};
	const vendors = section(files.vendors, "public-clouds");
	const found = vendors[profile];
	if (found) return found;
	// What openstacksdk brings along says where a cloud is; who has written that down needs it no more.
	if (hasAuthUrl(cloud)) return {};
	throw new UserError({
		code: "cloud-profile",
		message: `The cloud ${name} refers to the profile ${profile}, which no clouds-public.yaml describes`,
		place: { file: files.clouds?.path ?? "clouds.yaml" },
		next: ["Write its auth_url under auth: of the cloud, or the profile into clouds-public.yaml beside clouds.yaml."],
	});
}

const hasAuthUrl = (cloud: Node) => isNode(cloud.auth) && typeof cloud.auth.auth_url === "string";

/** What `OS_*` say, as a cloud has it: OS_USER_DOMAIN_NAME is user_domain_name. */
function fromVariables(env: Words): Node {
	const said = Object.entries(env).flatMap(([name, value]) =>
		name.startsWith("OS_") && value ? [[name.slice(3).toLowerCase(), value] as const] : [],
	);
	return Object.fromEntries(said);
}

/** What a cloud's files leave out and variables often say. */
const FROM_VARIABLES = ["password", "token", "application_credential_secret", "region_name", "cacert"] as const;

function readCloud(name: string, node: Node, file: string | undefined, env: Words): Cloud {
	const auth = isNode(node.auth) ? node.auth : {};
	const spare = file === undefined ? {} : fromVariables(env);
	const say = (...keys: string[]): string | undefined => {
		for (const key of keys) {
			const value = auth[key] ?? node[key] ?? (FROM_VARIABLES.some((one) => one === key) ? spare[key] : undefined);
			if (typeof value === "string" && value !== "") return value;
			if (typeof value === "number") return String(value);
		}
		return undefined;
	};
	const lacks = (what: string, next: string) =>
		new UserError({
			code: "cloud-incomplete",
			message: `The cloud ${name} says no ${what}`,
			...(file === undefined ? {} : { place: { file } }),
			next: [next],
		});
	const authUrl = say("auth_url");
	if (authUrl === undefined) throw lacks("auth_url", "Set OS_AUTH_URL, or auth_url under auth: of the cloud.");
	if (!URL.canParse(authUrl) || !/^https?:$/.test(new URL(authUrl).protocol)) {
		throw lacks("auth_url that is an address", "Write it like https://cloud.example:5000/v3.");
	}
	const regions = Array.isArray(node.regions) ? node.regions : [];
	const first: unknown = isNode(regions[0]) ? regions[0].name : regions[0];
	const region = say("region_name") ?? (regions.length === 1 && typeof first === "string" ? first : undefined);
	const endpoint = say("image_interface", "interface", "endpoint_type")?.replace(/URL$/i, "").toLowerCase();
	const isOff = (value: unknown) => value === false || /^(?:false|no|off|0)$/i.test(String(value));
	const isOn = (value: unknown) => value === true || /^(?:true|yes|on|1)$/i.test(String(value));
	const override = say("image_endpoint_override", "image_endpoint");
	return {
		...{ name, authUrl, login: readLogin(say, lacks), scope: readScope(say, node.default_domain) },
		...(region === undefined ? {} : { region }),
		interface: endpoint === "internal" || endpoint === "admin" ? endpoint : "public",
		...(override === undefined ? {} : { imageEndpoint: override }),
		verify: !isOff(node.verify ?? true) && !isOn(node.insecure ?? false),
		...Object.fromEntries(["cacert", "cert", "key"].flatMap((key) => (say(key) ? [[key, say(key)]] : []))),
	};
}

type Say = (...keys: string[]) => string | undefined;

function readLogin(say: Say, lacks: (what: string, next: string) => UserError): CloudLogin {
	const token = say("token", "auth_token");
	const type =
		say("auth_type", "auth_plugin") ??
		(say("application_credential_id", "application_credential_name")
			? "v3applicationcredential"
			: token && !say("password")
				? "token"
				: "password");
	const user = named(say, "user", ["username", "user_name"]);
	switch (type.replace(/^v3/, "").replaceAll("_", "")) {
		case "applicationcredential": {
			const secret = say("application_credential_secret");
			if (!secret)
				throw lacks(
					"application_credential_secret",
					"Set OS_APPLICATION_CREDENTIAL_SECRET, or write it into secure.yaml.",
				);
			const [id, name] = [say("application_credential_id"), say("application_credential_name")];
			if (!id && !name)
				throw lacks("application_credential_id", "Set it, or application_credential_name with the user.");
			if (!id && !user)
				throw lacks("user of its application credential", "Name it by its id, or add username and user_domain_name.");
			return {
				kind: "application-credential",
				credential: id ? { id } : { name: name as string },
				user: user ?? {},
				secret,
			};
		}
		case "token":
			if (!token) throw lacks("token", "Set OS_TOKEN: openstack token issue -f value -c id");
			return { kind: "token", token };
		case "password": {
			if (!user) throw lacks("username", "Set OS_USERNAME, or username under auth: of the cloud.");
			const password = say("password");
			if (password === undefined)
				throw lacks("password", "Set OS_PASSWORD, or write it into secure.yaml beside clouds.yaml.");
			return { kind: "password", user, password };
		}
		default:
			throw lacks(
				`way to log in that diskwright knows: its auth_type is ${type}`,
				"Use password, v3applicationcredential or token. An application credential works where people log in through a web page: openstack application credential create NAME",
			);
	}
}

function readScope(say: Say, defaultDomain: unknown): CloudScope {
	const project = named(say, "project", ["project_name", "tenant_name"], ["tenant_id"]);
	if (project) {
		const fallback = typeof defaultDomain === "string" ? { id: defaultDomain } : { id: "default" };
		return { kind: "project", project: project.id ? project : { domain: fallback, ...project } };
	}
	if (say("system_scope")) return { kind: "system" };
	const [id, name] = [say("domain_id"), say("domain_name")];
	if (id) return { kind: "domain", domain: { id } };
	return name ? { kind: "domain", domain: { name } } : { kind: "none" };
}

function named(
	say: Say,
	what: "user" | "project",
	names: readonly string[],
	ids: readonly string[] = [],
): Named | undefined {
	const id = say(`${what}_id`, ...ids);
	const name = say(...names);
	if (!id && !name) return undefined;
	const domainId = say(`${what}_domain_id`);
	const domainName = say(`${what}_domain_name`);
	const domain = domainId ? { id: domainId } : domainName ? { name: domainName } : undefined;
	return { ...(id ? { id } : { name: name as string }), ...(domain ? { domain } : {}) };
}

function noCloud(names: readonly string[], { clouds, searched }: CloudsFiles): UserError {
	const where = clouds
		? `${clouds.path} has ${names.length === 0 ? "none" : "several"}`
		: `there is no ${searched.join(", ")}`;
	return new UserError({
		code: "no-cloud",
		message: `No cloud is named: ${where}, and neither OS_CLOUD nor OS_AUTH_URL is set`,
		next: [
			names.length > 0
				? `Name one: --to glance:${names[0]} (${names.join(", ")})`
				: "Write a clouds.yaml, or load the openrc file of your cloud: source openrc",
		],
	});
}

function unknownCloud(name: string, names: readonly string[], { clouds, searched }: CloudsFiles): UserError {
	const similar = nearest(name, names);
	return new UserError({
		code: "unknown-cloud",
		message: clouds
			? `There is no cloud ${name} in ${clouds.path}`
			: `There is no cloud ${name}: no ${searched.join(", ")} is there`,
		...(clouds ? { place: { file: clouds.path } } : {}),
		next: [
			similar.length > 0
				? `Did you mean ${similar.join(" or ")}?`
				: names.length > 0
					? `It has: ${names.join(", ")}`
					: "Write it into clouds.yaml, or set OS_AUTH_URL and the like in place of OS_CLOUD.",
		],
	});
}
