import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join, resolve } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { askGlance } from "../support/servers/ask-glance.js";
import { openMeddler } from "../support/servers/meddler.js";

const cloud = inject("cloud");
const glance = askGlance(cloud);
const folder = mkdtempSync("/var/tmp/publish-killed-");
const between = await openMeddler(cloud.glance);
afterAll(async () => {
	between.close();
	rmSync(folder, { recursive: true, force: true });
	await glance.removeAll();
});

/** Builds are told apart by their sizes. */
const FIRST_BYTES = 100_000;
let build = 0;

function nextBuild(): string {
	build += 1;
	const path = join(folder, "web.img");
	writeFileSync(path, Buffer.alloc(FIRST_BYTES + build, `build ${build}`));
	return path;
}

/** `diskwright publish` as a process of its own. */
function start(path: string) {
	const argv = [resolve("dist/bin/diskwright.js"), "publish", path, "--to", "glance", "--keep", "2"];
	const env = { ...cloud.demo, OS_IMAGE_ENDPOINT_OVERRIDE: between.url, XDG_STATE_HOME: join(folder, "state") };
	const child = spawn(process.execPath, argv, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
	return { child, ended: once(child, "close").then(([code, signal]) => ({ code, signal, said })) };
}

async function publish(path: string): Promise<void> {
	const { code, said } = await start(path).ended;
	expect(code, said).toBe(0);
}

/** What people find, and what else is there: `new` is the build that is published, `old` the one before it. */
async function seen(): Promise<string> {
	const names = new Map([
		[build, "new"],
		[build - 1, "old"],
		[build - 2, "older"],
	]);
	const all = (await glance.images()).map(({ size, status, os_hidden }) => ({
		name: status === "active" ? (names.get(size - FIRST_BYTES) ?? "?") : `half (${status})`,
		visible: status === "active" && !os_hidden,
	}));
	const list = (visible: boolean) =>
		all
			.filter((one) => one.visible === visible)
			.map(({ name }) => name)
			.sort()
			.join(", ");
	return `${list(true) || "NOTHING"}; hidden: ${list(false)}`;
}

const nameOf = ({ method, url }: IncomingMessage) =>
	`${method} ${(url ?? "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "ID").replace(/\?.*os_hidden=(\w+).*/, " hidden=$1")}`;

test("killed before or after any request, a good image is found, and the next run finishes what was begun", async () => {
	for (const _ of ["older", "old"]) await publish(nextBuild());
	const steps: string[] = [];
	between.before = (request) => {
		steps.push(nameOf(request));
		return false;
	};
	await publish(nextBuild());
	const rows: string[] = [];
	for (const [at, step] of steps.entries()) {
		for (const when of ["before", "after"] as const) {
			const path = nextBuild();
			const { child, ended } = start(path);
			let count = 0;
			between.before = () => {
				count += 1;
				return when === "before" && count === at + 1 && child.kill("SIGKILL");
			};
			between.after = () => when === "after" && count === at + 1 && child.kill("SIGKILL");
			expect(await ended, step).toMatchObject({ signal: "SIGKILL" });
			[between.before, between.after] = [undefined, undefined];
			const visible = await seen();
			rows.push(`| ${at + 1} ${step} | ${when} | ${visible} |`);
			expect(visible, `killed ${when} ${step}`).toMatch(/^(new|old|new, old);/);
			await publish(path);
			expect(await seen(), `after it was killed ${when} ${step}`).toBe("new; hidden: old");
		}
	}
	console.log(["| Step | Killed | Found, and hidden |", "| --- | --- | --- |", ...rows].join("\n"));
}, 900_000);
