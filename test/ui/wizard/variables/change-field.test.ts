import { describe, expect, test } from "vitest";
import type { Profile } from "../../../../src/core/profile/profile.js";
import { loginFields } from "../../../../src/ui/login/login.js";
import { changeField, fieldComplaint, steppedField } from "../../../../src/ui/wizard/variables/change-field.js";
import type { Field } from "../../../../src/ui/wizard/variables/fields.js";

const EMPTY: Profile = { version: 1 };

function field(part: Partial<Field>): Field {
	return {
		id: "X",
		label: "X",
		type: "string",
		meaning: "",
		secret: false,
		mined: false,
		readers: [],
		source: "unset",
		...part,
	};
}
const login = (id: string, profile = EMPTY) => loginFields({ profile }).find((one) => one.id === id) as Field;

describe("variables", () => {
	test("are set, also to nothing at all, and set back", () => {
		expect(changeField(EMPTY, field({}), "a").profile).toEqual({ version: 1, variables: { X: "a" } });
		expect(changeField(EMPTY, field({}), "").profile).toEqual({ version: 1, variables: { X: "" } });
		expect(changeField({ version: 1, variables: { X: "a" } }, field({}), undefined).profile).toEqual(EMPTY);
	});

	test("that are switches or choices step, others do not", () => {
		expect(steppedField(EMPTY, field({ type: "boolean", default: "1" }), 1)?.profile.variables).toEqual({ X: "0" });
		expect(steppedField(EMPTY, field({ type: "enum", values: ["a", "b"] }), -1)?.profile.variables).toEqual({ X: "b" });
		expect(steppedField(EMPTY, field({}), 1)).toBeUndefined();
	});
});

describe("secrets", () => {
	const secret = field({ secret: true });

	test("never reach the profile", () => {
		expect(changeField({ version: 1, variables: { X: { "from-env": "A" } } }, secret, "hush")).toEqual({
			profile: EMPTY,
			secret: { name: "X", value: "hush" },
		});
	});

	test.each([
		["env:MY_TOKEN", { "from-env": "MY_TOKEN" }],
		["file:/run/my token", { "from-file": "/run/my token" }],
	])("%s is a reference", (text, reference) => {
		expect(changeField(EMPTY, secret, text)).toEqual({
			profile: { version: 1, variables: { X: reference } },
			secret: { name: "X", value: undefined },
		});
	});
});

describe("the user", () => {
	test("comes and goes with the first and last key", () => {
		const named = changeField(EMPTY, login("user.name"), "ann").profile;
		expect(named).toEqual({ version: 1, user: { name: "ann" } });
		expect(changeField(named, login("user.name"), undefined).profile).toEqual(EMPTY);
	});

	test("gets a hash in memory, or where it lies", () => {
		const hash = "$6$salt$abc";
		expect(changeField(EMPTY, login("user.password-hash"), hash)).toEqual({
			profile: { version: 1, user: { name: "devuser" } },
			secret: { name: "DIB_DEV_USER_PASSWORD", value: hash },
		});
		expect(changeField(EMPTY, login("user.password-hash"), "env:HASH").profile.user).toEqual({
			name: "devuser",
			"password-hash": { "from-env": "HASH" },
		});
	});

	test("loses sudo and gets it back", () => {
		const ann: Profile = { version: 1, user: { name: "ann" } };
		const without = steppedField(ann, login("user.sudo", ann), 1)!.profile;
		expect(without.user).toEqual({ name: "ann", sudo: false });
		expect(steppedField(without, login("user.sudo", without), 1)!.profile).toEqual(ann);
	});

	test.each([
		["user.name", "Ann", /small letter/],
		["user.name", "ann", undefined],
		["user.ssh-key", "ssh-ed25519 AAAA ann", undefined],
		["user.ssh-key", "~/.ssh/id_ed25519.pub", undefined],
		["user.ssh-key", "-----BEGIN OPENSSH PRIVATE KEY-----", /private key/],
		["user.ssh-key", "two words", /neither/],
		["user.password-hash", "hunter22", /openssl passwd/],
		["user.password-hash", "$6$a$b", undefined],
		["user.password-hash", "env:HASH", undefined],
	] as const)("%s %j", (id, text, wanted) => {
		const complaint = fieldComplaint(login(id), text);
		if (wanted) expect(complaint).toMatch(wanted);
		else expect(complaint).toBeUndefined();
	});
});
