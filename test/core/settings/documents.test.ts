import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { keysTable } from "../../../src/core/settings/keys-table.js";
import { profileJsonSchema } from "../../../src/core/settings/profile-schema.js";

const PROJECT = resolve(import.meta.dirname, "../../..");
const PROFILES = join(PROJECT, "profiles");
const SCHEMA = join(PROFILES, "profile.schema.json");

test("docs/profiles.md has every key with what the table says about it", () => {
	expect(readFileSync(join(PROJECT, "docs/profiles.md"), "utf8")).toContain(`\n\n${keysTable()}\n\n`);
});

test("profiles/profile.schema.json says the same (renew it with vitest -u)", async () => {
	await expect(`${JSON.stringify(profileJsonSchema(), null, "\t")}\n`).toMatchFileSnapshot(SCHEMA);
});

test("the shipped profiles name the schema, and hold to it", () => {
	const isProfile = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
	const files = readdirSync(PROFILES).filter((file) => file.endsWith(".yaml"));
	expect(files).not.toEqual([]);
	for (const file of files) {
		const text = readFileSync(join(PROFILES, file), "utf8");
		expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=profile.schema.json");
		expect(isProfile(parse(text)), `${file}: ${JSON.stringify(isProfile.errors)}`).toBe(true);
	}
});

test.each([
	["an unknown key", { version: 1, elemnts: [] }],
	["an unknown key of a part", { version: 1, disk: { sise: "4GiB" } }],
	["another version", { version: 2 }],
	["a layout that does not exist", { version: 1, disk: { layout: "mbrr" } }],
	["a number for a text", { version: 1, release: 12 }],
	["an output without a format", { version: 1, outputs: [{ compression: "zstd" }] }],
])("the schema refuses %s", (_what, profile) => {
	const isProfile = new Ajv2020({ strict: true }).compile(profileJsonSchema());
	expect(isProfile(profile)).toBe(false);
});
