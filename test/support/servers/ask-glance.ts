import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { RealCloud } from "./open-cloud.js";

const run = promisify(execFile);

/** An image as `openstack image list` and the server itself tell it. */
export interface ServedImage {
	readonly id: string;
	readonly name: string;
	readonly status: string;
	readonly os_hidden: boolean;
	readonly size: number;
	readonly [property: string]: unknown;
}

type Who = "admin" | "demo";

/** What a test wants to know of a cloud beside diskwright. */
export function askGlance({ keystone, glance, admin, demo }: Omit<RealCloud, "close">) {
	let known: Promise<string> | undefined;
	const token = () => {
		known ??= logIn(keystone, admin);
		return known;
	};
	const ask = async (method: string, path: string) =>
		fetch(`${glance}${path}`, { method, headers: { "x-auth-token": await token() } });
	return {
		/** All of them, of all projects, hidden or not; the oldest first. */
		async images(): Promise<ServedImage[]> {
			const lists = ["false", "true"].map(async (hidden) => {
				const answer = await ask("GET", `/v2/images?os_hidden=${hidden}&sort=created_at:asc&limit=100`);
				return ((await answer.json()) as { images: (ServedImage & { created_at: string })[] }).images;
			});
			return (await Promise.all(lists)).flat().sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
		},
		/** The data of one, as it would be booted. */
		async data(id: string): Promise<Buffer> {
			return Buffer.from(await (await ask("GET", `/v2/images/${id}/file`)).arrayBuffer());
		},
		/** An image of the project admin without data. */
		async create(name: string, disk_format: string): Promise<string> {
			const answer = await fetch(`${glance}/v2/images`, {
				method: "POST",
				headers: { "x-auth-token": await token(), "content-type": "application/json" },
				body: JSON.stringify({ name, disk_format, container_format: "bare" }),
			});
			return ((await answer.json()) as { id: string }).id;
		},
		async removeAll(): Promise<void> {
			for (const { id } of await this.images()) await ask("DELETE", `/v2/images/${id}`);
		},
		/** A token is good no longer, as when its time has come. */
		async revoke(value: string): Promise<void> {
			const headers = { "x-auth-token": await token(), "x-subject-token": value };
			await fetch(`${keystone}/auth/tokens`, { method: "DELETE", headers });
		},
		/** `openstack ARGS`: OpenStack's own program. */
		async openstack(args: readonly string[], who: Who = "demo"): Promise<string> {
			const env = { ...(who === "admin" ? admin : demo), LC_ALL: "C.UTF-8", PYTHONWARNINGS: "ignore" };
			const asked = run("openstack", args, { env });
			// It would wait for an image on its input.
			asked.child.stdin?.end();
			return (await asked).stdout;
		},
	};
}

async function logIn(keystone: string, who: Readonly<Record<string, string>>): Promise<string> {
	const domain = { id: "default" };
	const user = { name: who.OS_USERNAME, domain, password: who.OS_PASSWORD };
	const scope = { project: { name: who.OS_PROJECT_NAME, domain } };
	const answer = await fetch(`${keystone}/auth/tokens`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ auth: { identity: { methods: ["password"], password: { user } }, scope } }),
	});
	return answer.headers.get("x-subject-token") ?? "";
}
