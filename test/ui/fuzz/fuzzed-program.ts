import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";
import { makeServices } from "../../../src/cli/services/services.js";
import { openPreferences } from "../../../src/profiles/preferences.js";
import type { Route } from "../../../src/ui/app/router.js";
import type { OpenedProfile } from "../../../src/ui/services/profiles.js";
import type { Services } from "../../../src/ui/services/services.js";
import { refusal } from "../../support/fake-services.js";
import { NASTY, openApp } from "../../support/open-app.js";
import { recordRun } from "../../support/runs/record-run.js";
import { SHAPES } from "../../support/runs/shapes.js";
import type { Size } from "../../support/terminal/emulator.js";
import { type FuzzedApp, fuzzScreen } from "../../support/terminal/fuzz.js";
import type { Key } from "../../support/terminal/keys.js";

/** Another seed finds other things; this one makes a failure appear again. */
const SEED = Number(process.env.FUZZ_SEED ?? 20);
/** So many times the sequences of a usual run: for a long search. */
const TIMES = Number(process.env.FUZZ_TIMES ?? 1);

/** Every key that any screen knows, but for those that leave the program, which would end most sequences early. */
const KEYS: readonly Key[] = [
	...(["up", "down", "left", "right", "page-up", "page-down", "home", "end", "enter", "enter", "escape"] as const),
	...(["tab", "shift-tab", "space", "backspace", "delete", "ctrl-s", "ctrl-r", "ctrl-u", "ctrl-k", "ctrl-w"] as const),
	...'abcdefghijklmnoprstuvwxyzGNEIKRT123456789/!?[]+-="'.split(""),
];
const TEXTS = ["debian", "!vm", "x y", "包", "e\u0301"];
let folder: string;
/** What this host has, found out once: mirrors and free space answer differently each time. */
let findings: ReturnType<Services["host"]["examine"]> | undefined;
/** The recorded runs that the program has: a shape's id. */
export const runs: Partial<Record<keyof typeof SHAPES, string>> = {};

beforeAll(async () => {
	folder = mkdtempSync("/var/tmp/fuzz-");
	const started = Date.parse("2026-11-24T09:00:00Z");
	for (const [index, name] of (Object.keys(SHAPES) as (keyof typeof SHAPES)[]).entries()) {
		const at = { started: new Date(started + index * 3_600_000) };
		runs[name] = await recordRun(join(folder, "state/diskwright/runs"), SHAPES[name], at);
	}
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Plays `sequences` random sequences over the program that begins at a place. */
export async function fuzz(sequences: number, place: () => Route): Promise<void> {
	const open = async (size: Size): Promise<FuzzedApp> => {
		const screen = await openApp(harmlessServices(), place(), { ...size, profile: await shipped("debian-vm") });
		return { screen, advance: (steps) => delay(steps * 10) };
	};
	await fuzzScreen({
		open,
		keys: KEYS,
		texts: TEXTS,
		pastes: Object.values(NASTY),
		sequences: sequences * TIMES,
		longest: 8,
		seed: SEED,
	});
}

/** The program's own services, but for what would change this machine or ask another one. */
export function harmlessServices(): Services {
	const env = {
		PATH: process.env.PATH ?? "",
		HOME: join(folder, "home"),
		XDG_STATE_HOME: join(folder, "state"),
		XDG_CONFIG_HOME: mkdtempSync(join(folder, "config-")),
	};
	const [stdout, stderr] = [new PassThrough(), new PassThrough()];
	const packageRoot = join(import.meta.dirname, "../../..");
	const real = makeServices({ env, cwd: folder, stdout, stderr, packageRoot, version: "0.0.0" }, openPreferences(env));
	const refuse = () => Promise.reject(refusal("refused", "It cannot be done here", ["Do it elsewhere."]));
	const examine = () => {
		findings ??= real.host.examine();
		return findings;
	};
	return {
		...real,
		boot: { boot: refuse },
		packages: { names: async () => ["curl", "htop"] },
		host: { ...real.host, examine, measureMirror: async () => ({ ok: true, milliseconds: 12 }), install: refuse },
		publish: {
			offer: async () => ({
				image: { run: runs.success as string, file: "/home/me/web.qcow2", name: "web", bytes: 1_000_000 },
				places: ["glance:lab", "glance:production"].map((to) => ({ to, from: "/home/me/clouds.yaml" })),
			}),
			preview: async () => ["would send 977K as web"],
			publish: refuse,
		},
		runs: { ...real.runs, start: refuse, remove: refuse, cancel: refuse, decide: refuse, pack: refuse },
		terminal: { shell: refuse, edit: refuse, authorise: refuse, run: refuse, copy: () => "sent" },
	};
}

export async function shipped(name: string): Promise<OpenedProfile> {
	return harmlessServices().profiles.open(name);
}
