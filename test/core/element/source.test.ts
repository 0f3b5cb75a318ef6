import { describe, expect, test } from "vitest";
import {
	isLocalOrigin,
	mergeSources,
	nameOfOrigin,
	sourceChanges,
	sourceLabel,
	sourceSchema,
} from "../../../src/core/element/source.js";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

describe("what a profile may say of a source", () => {
	test.each([
		[{ name: "a", from: "https://host/a", commit: COMMIT }],
		[{ name: "a.b_c+d-e", from: "./a", commit: COMMIT, folder: "some/elements" }],
		[{ name: "diskimage-builder", installed: "3.13.0" }],
	])("%j", (source) => {
		expect(sourceSchema.parse(source)).toEqual(source);
	});

	test.each([
		[{ name: "a" }, "needs 'from' and 'commit'"],
		[{ name: "a", from: "x" }, "needs 'from' and 'commit'"],
		[{ name: "a", installed: "1", commit: COMMIT }, "'installed' alone"],
		[{ name: "../a", installed: "1" }, "letters, digits"],
		[{ name: "-a", installed: "1", from: "x" }, "'installed' alone"],
		[{ name: "a", from: "x", commit: "main" }, "40 digits"],
		[{ name: "a", from: "x", commit: COMMIT.slice(0, 12) }, "40 digits"],
		[{ name: "a", from: "https://me:secret@host/a", commit: COMMIT }, "holds a password"],
		[{ name: "a", from: "https://ghp_T0kenT0ken@host/a", commit: COMMIT }, "holds a password or a token"],
		[{ name: "a", from: "https://host/a?private_token=abc", commit: COMMIT }, "holds a password or a token"],
		[{ name: "a", from: "x", commit: COMMIT, folder: "/etc" }, "inside the collection"],
		[{ name: "a", from: "x", commit: COMMIT, folder: "a/../../b" }, "inside the collection"],
	])("%j is refused", (source, why) => {
		expect(JSON.stringify(sourceSchema.safeParse(source).error?.issues)).toContain(why);
	});
});

test.each([
	["https://host/openstack/tripleo-image-elements.git", false, "tripleo-image-elements"],
	["https://host/openstack/octavia/", false, "octavia"],
	["git@host:team/house elements.git", false, "house-elements"],
	["ssh://git@host:29418/x", false, "x"],
	["git://127.0.0.1:9/a", false, "a"],
	["/home/me/elements", true, "elements"],
	["./mine", true, "mine"],
	["mine", true, "mine"],
	["../..", true, "elements"],
	["./with:colon", true, "colon"],
])("%s is a path: %s, and is called %s", (from, local, name) => {
	expect([isLocalOrigin(from), nameOfOrigin(from)]).toEqual([local, name]);
});

test("a source of the same name takes the place of the one below, others come behind", () => {
	const source = (name: string, installed: string) => ({ name, installed });
	const merged = mergeSources([source("a", "1"), source("b", "1")], [source("c", "2"), source("a", "2")]);
	expect(merged).toEqual([source("a", "2"), source("b", "1"), source("c", "2")]);
});

test("changes are told by the hashes of elements", () => {
	const before = new Map([
		["gone", "1"],
		["same", "2"],
		["other", "3"],
	]);
	const after = new Map([
		["other", "4"],
		["same", "2"],
		["new", "5"],
		["brand-new", "6"],
	]);
	expect(sourceChanges(before, after)).toEqual({ added: ["brand-new", "new"], removed: ["gone"], changed: ["other"] });
});

test("commits are shown short, versions as they are", () => {
	expect(sourceLabel({ name: "a", version: COMMIT })).toBe("a@0123456789ab");
	expect(sourceLabel({ name: "dib", version: "3.13.0" })).toBe("dib@3.13.0");
});
