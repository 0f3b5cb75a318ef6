import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { glanceConfiguration, keystoneConfiguration } from "./configurations.js";

const run = promisify(execFile);

/** A Keystone and a Glance of Debian's packages on the loopback, with a folder of their own: nothing of the system's is read or changed. */
export interface RealCloud {
	/** Everything of theirs; `home` in it is an empty folder for whoever asks them. */
	readonly folder: string;
	readonly keystone: string;
	readonly glance: string;
	/** What an openrc file would set, for `admin` (password `secret`, project `admin`) and for `demo` (`hidden-word`, `web`), who may less. */
	readonly admin: Readonly<Record<string, string>>;
	readonly demo: Readonly<Record<string, string>>;
	/** Ends them, by their ids, and takes their folder away. */
	close(): Promise<void>;
}

export const DEMO_PASSWORD = "hidden-word";

const PROGRAMS = [
	"/usr/bin/keystone-manage",
	"/usr/bin/keystone-wsgi-public",
	"/usr/bin/glance-manage",
	"/usr/bin/glance-api",
];
const PACKAGES = "keystone glance-api python3-openstackclient";

/** Brings both up, about 25 s; `quota` is what a project may store, in bytes. Throws when the packages are missing. */
export async function openCloud({ quota = 0 }: { readonly quota?: number } = {}): Promise<RealCloud> {
	const missing = PROGRAMS.filter((program) => !existsSync(program));
	if (missing.length > 0) {
		throw new Error(
			`${missing.join(", ")}: not there. As root, on a machine that is no server: apt-get install ${PACKAGES}`,
		);
	}
	const folder = mkdtempSync("/var/tmp/cloud-");
	const started: ChildProcess[] = [];
	const full = join(folder, "full");
	const close = async () => {
		await Promise.all(started.map(end));
		execFileSync("umount", [full]);
		rmSync(folder, { recursive: true, force: true });
	};
	for (const name of ["fernet", "credential", "store", "stage", "tasks", "full", "home"]) mkdirSync(join(folder, name));
	// A store without room, for what a server does that has none.
	execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", full]);
	try {
		const [keystonePort, glancePort] = await Promise.all([freePort(), freePort()]);
		const keystone = `http://127.0.0.1:${keystonePort}/v3`;
		const glance = `http://127.0.0.1:${glancePort}`;
		const files = { keystone: join(folder, "keystone.conf"), glance: join(folder, "glance-api.conf") };
		writeFileSync(files.keystone, keystoneConfiguration(folder));
		writeFileSync(files.glance, glanceConfiguration({ folder, keystone, port: glancePort, url: glance, quota }));
		await Promise.all([prepareKeystone(files.keystone, folder, keystone), prepareGlance(files.glance, folder)]);
		const env = { ...process.env, LC_ALL: "C", PYTHONWARNINGS: "ignore", OS_KEYSTONE_CONFIG_FILES: files.keystone };
		const start = (name: string, argv: readonly string[]) => {
			const log = openSync(join(folder, `${name}.log`), "a");
			const [program = "", ...args] = argv;
			const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", log, log], detached: true });
			started.push(child);
			return child;
		};
		start("keystone", [PROGRAMS[1] ?? "", "--host", "127.0.0.1", "--port", String(keystonePort)]);
		await untilAnswers(keystone, join(folder, "keystone.log"));
		start("glance", [PROGRAMS[3] ?? "", "--config-file", files.glance]);
		await furnish(keystone, glance);
		await untilAnswers(glance, join(folder, "glance.log"));
		const variables = (user: string, password: string, project: string) => ({
			...{ OS_AUTH_URL: keystone, OS_USERNAME: user, OS_PASSWORD: password, OS_PROJECT_NAME: project },
			...{ OS_USER_DOMAIN_NAME: "Default", OS_PROJECT_DOMAIN_NAME: "Default", OS_IDENTITY_API_VERSION: "3" },
			...{ OS_REGION_NAME: "RegionOne", HOME: join(folder, "home"), PATH: process.env.PATH ?? "" },
		});
		return {
			...{ folder, keystone, glance, close },
			admin: variables("admin", "secret", "admin"),
			demo: variables("demo", DEMO_PASSWORD, "web"),
		};
	} catch (error) {
		await close();
		throw error;
	}
}

async function prepareKeystone(file: string, folder: string, url: string): Promise<void> {
	const manage = (...args: string[]) => run("keystone-manage", ["--config-file", file, ...args], { env: quiet });
	await manage("db_sync");
	await writeAhead(join(folder, "keystone.db"));
	await Promise.all([manage("fernet_setup", ...whoami), manage("credential_setup", ...whoami)]);
	const urls = ["admin", "internal", "public"].flatMap((kind) => [`--bootstrap-${kind}-url`, url]);
	await manage("bootstrap", "--bootstrap-password", "secret", ...urls, "--bootstrap-region-id", "RegionOne");
}

async function prepareGlance(file: string, folder: string): Promise<void> {
	await run("glance-manage", ["--config-file", file, "db_sync"], { env: quiet });
	await writeAhead(join(folder, "glance.db"));
}

const quiet = { ...process.env, LC_ALL: "C", PYTHONWARNINGS: "ignore" };
const whoami = ["--keystone-user", "root", "--keystone-group", "root"];

/** Without it a reader locks out whoever writes. */
const writeAhead = (database: string) =>
	run("python3", ["-c", `import sqlite3; sqlite3.connect("${database}").execute("PRAGMA journal_mode=WAL")`]);

/** The service, its endpoints, the user that it checks tokens as, and a user with a project. */
async function furnish(keystone: string, glance: string): Promise<void> {
	const user = { name: "admin", domain: { id: "default" }, password: "secret" };
	const scope = { project: { name: "admin", domain: { id: "default" } } };
	const login = await fetch(`${keystone}/auth/tokens`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ auth: { identity: { methods: ["password"], password: { user } }, scope } }),
	});
	const token = login.headers.get("x-subject-token") ?? "";
	const ask = async (method: string, path: string, body?: object) => {
		const answer = await fetch(`${keystone}${path}`, {
			method,
			headers: { "content-type": "application/json", "x-auth-token": token },
			...(body ? { body: JSON.stringify(body) } : {}),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
		return text === "" ? {} : (JSON.parse(text) as Record<string, { id: string } & { id: string }[]>);
	};
	const make = async (what: string, body: object) => (await ask("POST", `/${what}s`, { [what]: body }))[what]?.id ?? "";
	const roles = (await ask("GET", "/roles")).roles as unknown as { id: string; name: string }[];
	const grant = async (project: string, who: string, role: string) =>
		ask("PUT", `/projects/${project}/users/${who}/roles/${roles.find(({ name }) => name === role)?.id}`);
	const named = { domain_id: "default" };
	const service = await make("project", { ...named, name: "service" });
	await grant(service, await make("user", { ...named, name: "glance", password: "gsecret" }), "admin");
	const web = await make("project", { ...named, name: "web" });
	await grant(web, await make("user", { ...named, name: "demo", password: DEMO_PASSWORD }), "member");
	const image = await make("service", { type: "image", name: "glance" });
	await ask("POST", "/regions", { region: { id: "RegionTwo" } });
	for (const region_id of ["RegionOne", "RegionTwo"]) {
		// Nobody listens at the discard port.
		const url = region_id === "RegionOne" ? glance : "http://127.0.0.1:9";
		await make("endpoint", { interface: "public", region_id, url, service_id: image });
	}
}

/** A port that nobody has at this moment. */
async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** Asks until a server answers. Throws with the end of its log when it does not in a minute. */
async function untilAnswers(url: string, log: string): Promise<void> {
	const until = Date.now() + 60_000;
	for (;;) {
		const answer = await fetch(url).catch(() => undefined);
		await answer?.body?.cancel();
		if (answer) return;
		if (Date.now() > until) throw new Error(`${url} does not answer:\n${readFileSync(log, "utf8").slice(-2000)}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

/** Ends a server with its workers, which are its process group. */
async function end(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const gone = new Promise((resolve) => child.once("exit", resolve));
	process.kill(-child.pid, "SIGKILL");
	await gone;
}
