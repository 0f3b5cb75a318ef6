import { expect, test } from "vitest";
import type { Profile } from "../../../../src/core/profile/profile.js";
import { catalogueServices, type FakeElement, type FakeHost, fakeCatalogue } from "../../../support/fake-catalogue.js";
import { fakeServices } from "../../../support/fake-services.js";
import { openStep, STEP_SIZES } from "../../../support/open-step.js";

const ELEMENTS: Readonly<Record<string, FakeElement>> = {
	base: { title: "Part of every image", category: "packages" },
	devuser: { title: "A user", category: "access", variables: { DIB_DEV_USER_USERNAME: { meaning: "Name." } } },
	tinyos: {
		title: "A tiny system",
		category: "operating-system",
		provides: ["operating-system"],
		variables: {
			DIB_COUNT: { type: "integer", default: "3", meaning: "How many." },
			DIB_FAST: { type: "boolean", default: "1", meaning: "Be fast." },
			DIB_MODE: { type: "enum", values: ["slow", "quick"], default: "slow", meaning: "How to go." },
			DIB_RELEASE: { meaning: "Which one." },
			DIB_TOKEN: { secret: true, meaning: "Opens the gate." },
			DIB_WHERE: { type: "url", meaning: "An \u001b[31maddress\u001b[0m." },
		},
	},
};
const PROFILE: Profile = { version: 1, name: "mine", elements: ["tinyos"], variables: { DIB_CONT: "7" } };

function open(part: Partial<Parameters<typeof openStep>[0]> = {}, host: FakeHost = {}) {
	const parts = catalogueServices(fakeCatalogue(ELEMENTS), host);
	const hashPassword = async (password: string) => `$6$salt$of-${password}`;
	const services = fakeServices({ ...parts, host: { ...parts.host, hashPassword } });
	return openStep({ services, step: "variables", profile: PROFILE, ...part });
}

/** Brings a variable under the pointer. */
async function find(screen: Awaited<ReturnType<typeof open>>, name: string) {
	await screen.waitFor("tinyos");
	await screen.press("/");
	await screen.type(name);
	await screen.press("enter");
	await screen.waitFor(new RegExp(`❯ .*${name}`, "i"));
}

test("tells who can log in first, that nobody can, and flags a name that nobody reads", async () => {
	const screen = await open();
	const text = await screen.waitFor("Set, but nobody reads it");
	expect(text).toContain("▲ Nobody can log in: there is no user");
	expect(text.indexOf("Who can log in")).toBeLessThan(text.indexOf("Set, but nobody reads it"));
	expect(text.indexOf("Set, but nobody reads it")).toBeLessThan(text.indexOf("DIB_COUNT "));
	await find(screen, "DIB_CONT");
	expect(await screen.waitFor("▲ did you mean")).toContain("DIB_COUNT");
});

test("a filter that nothing passes leaves the frame as it is", async () => {
	const screen = await open();
	await screen.waitFor("tinyos");
	await screen.press("/");
	await screen.type("zzz");
	const text = await screen.waitFor("no variable matches");
	expect(text).toContain("▲ Nobody can log in: there is no user");
	expect(text).toMatch(/│ \/ zzz/);
});

test("a user with a key can log in; the element comes by itself", async () => {
	const screen = await open();
	await find(screen, "user");
	await screen.press("home", "space");
	await screen.type("ann");
	await screen.press("enter");
	await screen.waitFor("▲ Nobody can log in: ann has neither key nor password");
	await screen.press("down", "space");
	await screen.paste("ssh-ed25519 AAAA\n ann@home\n");
	await screen.press("enter");
	await screen.waitFor("✔ ann can log in with an ssh key");
	expect(screen.draft.getState().build.profile.user).toEqual({ name: "ann", "ssh-key": "ssh-ed25519 AAAA ann@home" });
});

test("switches turn, choices go on, u goes back to the default", async () => {
	const screen = await open();
	await find(screen, "DIB_FAST");
	await screen.press("space");
	expect(screen.draft.getState().build.profile.variables).toMatchObject({ DIB_FAST: "0" });
	await screen.waitFor(/DIB_FAST +0 +set here/);
	await screen.press("u");
	expect(screen.draft.getState().build.profile.variables).not.toHaveProperty("DIB_FAST");
	await screen.press("escape");
	await find(screen, "DIB_MODE");
	await screen.press("right");
	expect(screen.draft.getState().build.profile.variables).toMatchObject({ DIB_MODE: "quick" });
});

test("a wrong value stays in its field with what is wrong", async () => {
	const screen = await open();
	await find(screen, "DIB_COUNT");
	await screen.press("e");
	await screen.type("many");
	await screen.press("enter");
	await screen.waitFor("✖ DIB_COUNT must be a whole number");
	expect(screen.draft.getState().build.profile.variables).not.toHaveProperty("DIB_COUNT");
	await screen.press("ctrl-u");
	await screen.type("12");
	await screen.press("enter");
	await screen.waitFor(/DIB_COUNT +12 +set here/);
});

test("a secret is masked, kept out of the profile, or kept there as a reference", async () => {
	const screen = await open();
	await find(screen, "DIB_TOKEN");
	expect(screen.text()).toContain("A secret is kept in memory");
	await screen.press("space");
	await screen.type("hunter22");
	expect(screen.text()).not.toContain("hunter22");
	await screen.press("enter");
	await screen.waitFor(/DIB_TOKEN +•••••• +this build/);
	expect(screen.draft.getState().build.secrets).toEqual({ DIB_TOKEN: "hunter22" });
	expect(JSON.stringify(screen.draft.getState().build.profile)).not.toContain("hunter22");
	await screen.press("space");
	await screen.type("file:/run/token");
	await screen.press("enter");
	await screen.waitFor(/DIB_TOKEN +file:\/run\/token +reference/);
	expect(screen.draft.getState().build.secrets).toEqual({});
});

test("values of the environment are told, and what has a step of its own is changed there", async () => {
	const screen = await open({}, { env: { DIB_WHERE: "https://example.org/" } });
	await find(screen, "DIB_WHERE");
	await screen.waitFor(/DIB_WHERE +https:\/\/example.org\/ +environment/);
	expect(screen.text()).toContain("An address.");
	await screen.press("escape");
	await find(screen, "DIB_RELEASE");
	await screen.press("space");
	await screen.waitFor("DIB_RELEASE is chosen in the step Release");
});

test("why the draft cannot be built is told here too", async () => {
	const variables = { DIB_TOKEN: { "from-env": "NOT_SET" } };
	const screen = await open({ profile: { ...PROFILE, variables } });
	const text = await screen.waitFor("NOT_SET, which 'DIB_TOKEN' is taken from, is not set");
	expect(text).toContain("export NOT_SET=");
});

test.each(STEP_SIZES)("fits %ix%i and stays what Ink laid out", async (cols, rows) => {
	const screen = await open({ cols, rows });
	await screen.waitFor("11 variables");
	await screen.press("end", "up", "v", "space");
	await screen.expectFrame();
	expect(Math.max(...screen.screen().map((line) => line.length))).toBeLessThanOrEqual(cols);
	for (const line of screen.screen().slice(1, -1)) expect(line).toMatch(/[│╮╯]$/);
});

test("a password is typed twice, and kept as its hash", async () => {
	const screen = await open();
	await screen.waitFor("tinyos");
	await screen.press("down", "down", "space");
	await screen.waitFor("Password of devuser");
	await screen.type("hunter2");
	await screen.press("enter");
	await screen.waitFor("The same once more");
	await screen.type("hunter2");
	await screen.press("enter");
	await screen.waitFor("devuser can log in with a password");
	expect(screen.draft.getState().build.secrets).toEqual({ DIB_DEV_USER_PASSWORD: "$6$salt$of-hunter2" });
});
