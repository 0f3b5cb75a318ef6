import { expect, test } from "vitest";
import { counts, environmentInputs } from "../../../src/core/layers/environment.js";
import { differenceText, firstDifference } from "../../../src/core/layers/input.js";
import { contentKey, declaredKey, EMPTY_STACK, isKey, layerKey, PRIVATE_BELOW } from "../../../src/core/layers/key.js";
import {
	type DeclaredTask,
	declaredInputs,
	hostInput,
	listedInput,
	observedPlace,
	openedInput,
	type TreeName,
} from "../../../src/core/layers/task-inputs.js";

const key = Buffer.alloc(32, 7);
const file = (path: string, more: Partial<TreeName> = {}): TreeName => ({
	...{ path, kind: "file", mode: 0o100755, uid: 0, gid: 0, size: 12 },
	...more,
});

const task: DeclaredTask = {
	id: "install/50-x",
	hook: { path: "install.d/50-x", content: "aa" },
	hooksTree: [file("install.d/50-x"), file("data/b"), file("data/a"), file("data/l", { kind: "link", target: "a" })],
	environment: { DIB_RELEASE: "bookworm", TERM: "xterm" },
	umask: "0022",
	directory: "/",
	limits: "",
	kernel: "6.18.0",
	architecture: "amd64",
	below: EMPTY_STACK,
};

const keyOf = (change: Partial<DeclaredTask>) => declaredKey(declaredInputs({ ...task, ...change }, { key }));

test("every declared input changes the key, and is the first that differs", () => {
	const changes: [string, Partial<DeclaredTask>][] = [
		["hook install.d/50-x", { hook: { path: "install.d/50-x", content: "bb" } }],
		["environment DIB_RELEASE", { environment: { DIB_RELEASE: "trixie" } }],
		["environment NEW", { environment: { DIB_RELEASE: "bookworm", NEW: "" } }],
		["umask", { umask: "0077" }],
		["directory", { directory: "/tmp" }],
		["limits", { limits: "n 10 10" }],
		["kernel", { kernel: "6.19.0" }],
		["architecture", { architecture: "arm64" }],
		["packages", { more: [{ name: "packages", value: "x" }] }],
		["layers below", { below: contentKey(EMPTY_STACK, "11") }],
		["hooks tree data/new", { hooksTree: [...task.hooksTree, file("data/new")] }],
		["hooks tree data/b", { hooksTree: task.hooksTree.filter(({ path }) => path !== "data/b") }],
		[
			"hooks tree data/a",
			{ hooksTree: task.hooksTree.map((one) => (one.path === "data/a" ? { ...one, mode: 0o100644 } : one)) },
		],
		[
			"hooks tree data/a",
			{ hooksTree: task.hooksTree.map((one) => (one.path === "data/a" ? { ...one, uid: 1000 } : one)) },
		],
		[
			"hooks tree data/a",
			{ hooksTree: task.hooksTree.map((one) => (one.path === "data/a" ? { ...one, size: 0 } : one)) },
		],
		[
			"hooks tree data/a",
			{ hooksTree: task.hooksTree.map((one) => (one.path === "data/a" ? { ...one, kind: "folder" as const } : one)) },
		],
		[
			"hooks tree data/l",
			{ hooksTree: task.hooksTree.map((one) => (one.path === "data/l" ? { ...one, target: "b" } : one)) },
		],
	];
	const keys = new Set([keyOf({})]);
	for (const [name, change] of changes) {
		const difference = firstDifference(declaredInputs(task, { key }), declaredInputs({ ...task, ...change }, { key }));
		expect(difference?.name).toBe(name);
		keys.add(keyOf(change));
	}
	expect(keys.size).toBe(changes.length + 1);
});

test("the order of names, terminal variables, and the size of a file that nobody opened change nothing", () => {
	expect(keyOf({ hooksTree: [...task.hooksTree].reverse() })).toBe(keyOf({}));
	expect(keyOf({ environment: { TMUX: "1", SSH_AUTH_SOCK: "/x", XDG_SESSION_ID: "3", DIB_RELEASE: "bookworm" } })).toBe(
		keyOf({}),
	);
	const edited = task.hooksTree.map((one) => (one.path === "data/b" ? { ...one, size: 99 } : one));
	expect(keyOf({ hooksTree: edited })).toBe(keyOf({}));
});

test("a task's own hook explains before the layers below it", () => {
	const now = declaredInputs({ ...task, below: "x", hook: { path: "install.d/50-x", content: "bb" } }, { key });
	expect(firstDifference(declaredInputs(task, { key }), now)?.name).toBe("hook install.d/50-x");
});

test("what was read changes the layer's key, in whatever order it was seen", () => {
	const [one, other] = [openedInput("lib/x", "11"), hostInput("/usr/bin/git", "5 bytes")];
	const declared = keyOf({});
	expect(layerKey(declared, [one, other])).toBe(layerKey(declared, [other, one]));
	expect(layerKey(declared, [one])).not.toBe(layerKey(declared, [one, other]));
	expect(layerKey(declared, [openedInput("lib/x", "12")])).not.toBe(layerKey(declared, [one]));
	expect(isKey(layerKey(declared, [one]))).toBe(true);
});

test("inputs that only look alike when they are joined have different keys", () => {
	const joined = (name: string, value: string) => declaredKey([{ name, value }]);
	expect(joined("ab", "c")).not.toBe(joined("a", "bc"));
	expect(
		declaredKey([
			{ name: "a", value: "b" },
			{ name: "c", value: "" },
		]),
	).not.toBe(joined("a", "b1 0\nc"));
});

test("a listing has the sizes of what is directly in that folder", () => {
	const tree = [file("data/a"), file("data/sub/x"), file("data/sub", { kind: "folder" }), file("other")];
	expect(listedInput("data", tree)).toEqual({ name: "listing of data", value: "a=12 sub" });
	expect(listedInput("", tree)).toEqual({ name: "listing of .", value: "other=12" });
});

test("what was observed can be found again by its name", () => {
	expect(observedPlace("content of lib/a b")).toEqual({ kind: "content", path: "lib/a b" });
	expect(observedPlace("listing of .")).toEqual({ kind: "listing", path: "" });
	expect(observedPlace("host file /etc/x")).toEqual({ kind: "host-file", path: "/etc/x" });
	expect(observedPlace("umask")).toBeUndefined();
});

test("a listed folder tells sizes of data, and of hooks only whether they are empty", () => {
	const tree = [file("data/a", { size: 5 }), file("install.d/50-x", { size: 7 }), file("install.d/60-y", { size: 0 })];
	expect(listedInput("data", tree).value).toBe("a=5");
	expect(listedInput("install.d", tree).value).toBe("50-x 60-y=0");
});

test("that something private lies below is noted of a layer, and changes no key", () => {
	const inputs = declaredInputs(task, { key });
	expect(declaredKey([...inputs, PRIVATE_BELOW])).toBe(declaredKey(inputs));
});

test("build paths stand under a word, and secrets only as digests that nobody can guess without the store's key", () => {
	const env = { A: "/tmp/dib_build.1/hooks:/tmp/dib_build.1", PASSWORD: "swordfish" };
	const options = { key, places: { "/tmp/dib_build.1": "BUILD" }, isSecret: (name: string) => name === "PASSWORD" };
	const [place, secret] = environmentInputs(env, options);
	expect(place?.value).toBe("BUILD/hooks:BUILD");
	expect(secret?.value).toMatch(/^secret [0-9a-f]{64}$/);
	const other = environmentInputs(env, { ...options, key: Buffer.alloc(32, 8) });
	expect(other[1]?.value).not.toBe(secret?.value);
});

test("names that only begin like one that never counts do count", () => {
	expect(["TERM", "SSH_TTY", "_", "XDG_SESSION_TYPE"].filter(counts)).toEqual([]);
	expect(["TERMINAL", "_LIB", "XDG_CONFIG_HOME", "IMAGE_NAME", "http_proxy"].filter(counts)).toHaveLength(5);
});

test("a difference is told in a line, digests cut short", () => {
	const [one, two] = ["a".repeat(64), "b".repeat(64)];
	expect(differenceText({ name: "content of x", before: one, now: two })).toBe(
		"content of x: aaaaaaaaaaaa → bbbbbbbbbbbb",
	);
	expect(differenceText({ name: "hooks tree x", now: "file 0755 0:0" })).toBe("hooks tree x is new: file 0755 0:0");
	const file = (digest: string, mode = "0644") => `file ${mode} 0:0 ${digest}`;
	expect(differenceText({ name: "static/page", before: file(one), now: file(two) })).toBe(
		"static/page: aaaaaaaaaaaa → bbbbbbbbbbbb",
	);
	expect(differenceText({ name: "static/page", before: file(one), now: file(one, "0600") })).toBe(
		"static/page: 0644 → 0600",
	);
	expect(differenceText({ name: "environment X", before: "a b", now: "a c" })).toBe("environment X: a b → a c");
	expect(differenceText({ name: "environment X", before: "" })).toBe("environment X is gone, it was nothing");
	expect(differenceText({ name: "a", before: "x".repeat(500), now: "y" }).length).toBeLessThan(100);
});
