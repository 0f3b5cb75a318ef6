import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Preferences, rememberElementsPaths, rememberMirror } from "../../src/core/host/preferences.js";
import { openPreferences, type PreferencesMigrations } from "../../src/profiles/preferences.js";
import { temporaryFolder, writeTree } from "../support/elements.js";

const DEFAULTS: Preferences = { theme: "auto", mirrors: [], wrapLogs: false, followLogs: true, elementsPaths: [] };

function home(text?: string) {
	const root = temporaryFolder();
	if (text !== undefined) writeTree(root, { "diskwright/preferences.json": text });
	return { env: { XDG_CONFIG_HOME: root }, folder: join(root, "diskwright") };
}

test("defaults at first; changes stay", () => {
	const { env, folder } = home();
	const preferences = openPreferences(env);
	expect(preferences.get()).toEqual(DEFAULTS);
	preferences.update({ theme: "light", userName: "mé 漢字 \u001b[31m", wrapLogs: true });
	preferences.update({ userName: undefined, keyPath: "/home/me/id.pub" });
	expect(openPreferences(env).get()).toEqual({
		...DEFAULTS,
		theme: "light",
		wrapLogs: true,
		keyPath: "/home/me/id.pub",
	});
	expect(preferences.problems()).toEqual([]);
	expect(readdirSync(folder)).toEqual(["preferences.json"]);
});

test("two programs do not undo each other's changes", () => {
	const { env } = home();
	const [one, other] = [openPreferences(env), openPreferences(env)];
	one.update({ theme: "dark" });
	other.update({ wrapLogs: true });
	expect(openPreferences(env).get()).toEqual({ ...DEFAULTS, theme: "dark", wrapLogs: true });
});

test.each([
	["no JSON", "{ theme:"],
	["nothing", ""],
	["a list", "[]"],
])("a file with %s is set aside as it was, and told", (_, text) => {
	const { env, folder } = home(text);
	const preferences = openPreferences(env);
	expect(preferences.get()).toEqual(DEFAULTS);
	const [problem] = preferences.problems();
	expect(problem).toMatchObject({ code: "preferences-damaged", place: { file: join(folder, "preferences.json") } });
	const [aside = ""] = readdirSync(folder).filter((name) => name.startsWith("preferences.json.damaged-"));
	expect(problem?.next.join()).toContain(aside);
	expect(readFileSync(join(folder, aside), "utf8")).toBe(text);
	preferences.update({ theme: "mono" });
	expect(openPreferences(env).get().theme).toBe("mono");
	expect(openPreferences(env).problems()).toEqual([]);
});

test("a value that cannot be is left out and stays where it is, and the rest is used", () => {
	const good = { distribution: "debian", url: "http://a.test", lastUsed: "2026-01-01T00:00:00Z" };
	const { env, folder } = home(
		JSON.stringify({
			...{ theme: "pink", wrapLogs: "yes", followLogs: false, userName: "me" },
			...{ mirrors: [{ distribution: "debian" }, good], elementsPaths: { mine: 1 } },
		}),
	);
	const preferences = openPreferences(env);
	expect(preferences.get()).toEqual({ ...DEFAULTS, followLogs: false, userName: "me", mirrors: [good] });
	expect(preferences.problems()).toEqual([]);
	preferences.update({ wrapLogs: true });
	expect(JSON.parse(readFileSync(join(folder, "preferences.json"), "utf8"))).toMatchObject({
		...{ theme: "pink", wrapLogs: true, userName: "me" },
	});
	expect(readdirSync(folder)).toEqual(["preferences.json"]);
});

test("what a newer program has added survives", () => {
	const { env, folder } = home(
		'{"theme": "dark", "sounds": true, "__internal__": {"migrations": {"version": "9.0.0"}}}',
	);
	const preferences = openPreferences(env);
	expect(preferences.get()).toEqual({ ...DEFAULTS, theme: "dark" });
	preferences.update({ theme: "light" });
	expect(JSON.parse(readFileSync(join(folder, "preferences.json"), "utf8"))).toMatchObject({
		sounds: true,
		theme: "light",
		__internal__: { migrations: { version: "9.0.0" } },
	});
});

test("an older format is lifted", () => {
	const old = { theme: "dark", mirrors: ["http://mirror.test/debian"], user: "me" };
	const migrations: PreferencesMigrations = {
		"1.0.0": (store) => {
			const before = store.store as unknown as typeof old;
			store.set({
				mirrors: before.mirrors.map((url) => ({ distribution: "debian", url, lastUsed: "2026-01-01T00:00:00Z" })),
				userName: before.user,
			});
			store.delete("user" as keyof Preferences);
		},
	};
	const { env, folder } = home(JSON.stringify(old));
	const expected = {
		...DEFAULTS,
		theme: "dark",
		mirrors: [{ distribution: "debian", url: "http://mirror.test/debian", lastUsed: "2026-01-01T00:00:00Z" }],
		userName: "me",
	};
	expect(openPreferences(env, migrations).get()).toEqual(expected);
	const file = JSON.parse(readFileSync(join(folder, "preferences.json"), "utf8"));
	expect(file).toMatchObject({ userName: "me", __internal__: { migrations: { version: "1.0.0" } } });
	expect(file.user).toBeUndefined();
	expect(openPreferences(env, migrations).get()).toEqual(expected);
});

test("without a place to write they live in memory", () => {
	const root = temporaryFolder();
	writeFileSync(join(root, "file"), "");
	const preferences = openPreferences({ XDG_CONFIG_HOME: join(root, "file") });
	expect(preferences.problems()).toMatchObject([{ code: "preferences-unwritable", exitCode: 3 }]);
	preferences.update({ theme: "dark" });
	expect(preferences.get()).toEqual({ ...DEFAULTS, theme: "dark" });
	expect(preferences.problems()).toHaveLength(1);
});

test("a place that is lost later is told once", () => {
	const { env, folder } = home();
	const preferences = openPreferences(env);
	rmSync(folder, { recursive: true });
	writeFileSync(folder, "a file now");
	preferences.update({ theme: "dark" });
	preferences.update({ wrapLogs: true });
	expect(preferences.get()).toEqual({ ...DEFAULTS, theme: "dark", wrapLogs: true });
	expect(preferences.problems().map(({ code }) => code)).toEqual(["preferences-unwritable"]);
	rmSync(folder);
	mkdirSync(folder);
});

test("mirrors and paths: the latest first, each once, twenty at most", () => {
	const lastUsed = "2026-01-01T00:00:00Z";
	let preferences = DEFAULTS;
	for (let index = 0; index < 25; index++) {
		const url = `http://mirror-${index}.test`;
		preferences = { ...preferences, ...rememberMirror(preferences, { distribution: "debian", url, lastUsed }) };
		preferences = { ...preferences, ...rememberElementsPaths(preferences, [`/elements/${index}`]) };
	}
	const again = { distribution: "debian", url: "http://mirror-10.test", lastUsed: "2026-02-02T00:00:00Z" };
	preferences = { ...preferences, ...rememberMirror(preferences, again) };
	expect(preferences.mirrors).toHaveLength(20);
	expect(preferences.mirrors[0]).toEqual(again);
	expect(preferences.mirrors.filter(({ url }) => url === again.url)).toHaveLength(1);
	expect(preferences.elementsPaths).toHaveLength(20);
	expect(preferences.elementsPaths[0]).toBe("/elements/24");
});
