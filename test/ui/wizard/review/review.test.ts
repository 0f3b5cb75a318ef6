import { expect, test, vi } from "vitest";
import { UserError } from "../../../../src/core/errors.js";
import { preferencesSchema } from "../../../../src/core/host/preferences.js";
import type { Profile } from "../../../../src/core/profile/profile.js";
import {
	catalogueServices,
	type FakeElement,
	type FakeHost,
	fakeCatalogue,
	hooks,
} from "../../../support/fake-catalogue.js";
import { fakeServices } from "../../../support/fake-services.js";
import { openStep, STEP_SIZES } from "../../../support/open-step.js";

const ELEMENTS: Readonly<Record<string, FakeElement>> = {
	base: { title: "Part of every image", deps: ["tool"], dirs: hooks("install", "10-base") },
	tool: { title: "A tool" },
	vm: { title: "Bootable", deps: ["block-device"] },
	"block-device-mbr": { title: "Old table", provides: ["block-device"] },
	"no-final-image": { title: "No disk" },
	ramdisk: { title: "A ramdisk", deps: ["no-final-image"], dirs: hooks("cleanup", "99-extract") },
	devuser: { title: "A user" },
	tinyos: { title: "A tiny system", provides: ["operating-system"], dirs: hooks("root", "10-tiny") },
};
const USER = { name: "ann", "ssh-key": "ssh-ed25519 AAAA ann" };
const PROFILE: Profile = {
	...{ version: 1, name: "mine", elements: ["tinyos", "vm"], variables: { DIB_X: "1" } },
	user: USER,
};
const NO_LOGIN: Profile = { version: 1, name: "mine", elements: ["tinyos", "vm"] };
const PRESENT = { tool: "tar", neededFor: "trees", present: true };
const MISSING = { tool: "mkfs.xfs", neededFor: "xfs file systems", present: false };
const GIB = 2 ** 30;

function parts(host: FakeHost = {}) {
	const services = catalogueServices(fakeCatalogue(ELEMENTS), { tools: [PRESENT], ...host });
	return {
		catalogue: services.catalogue,
		plans: {
			...services.plans,
			space: async () => [{ what: "the image", folder: "/work", needed: GIB / 4, free: 7 * GIB }],
			replaced: async () => [{ file: "mine.qcow2", bytes: 345 << 20 }],
			commands: async () => ({
				diskwright: { text: "diskwright build mine --set DIB_X=1", leftOut: [] },
				diskImageCreate: { text: "DIB_X=1 disk-image-create tinyos vm", leftOut: ["'boot-test' has no word there"] },
			}),
		},
		host: {
			...services.host,
			refusal: async (): Promise<string | undefined> => undefined,
			ownKeys: async () => [{ file: "~/.ssh/id_ed25519.pub", about: "ed25519, ann@home" }],
			hashPassword: async (password: string) => `$6$salt$of-${password}`,
			installCommand: (tools: readonly string[]) => `apt-get install ${tools.join(" ")}`,
			needsPassword: () => false,
			install: vi.fn(async () => {}),
		},
		runs: {
			durations: async () => ({ runs: 3, ms: 83_000, stages: { install: 4200 }, tasks: {} }),
			start: vi.fn(async () => "run-1"),
		},
		preferences: { get: () => preferencesSchema.parse({}), update: vi.fn() },
		terminal: { copy: vi.fn() },
	};
}

function open(services = parts(), part: Partial<Parameters<typeof openStep>[0]> = {}) {
	return openStep({ services: fakeServices(services), step: "review", profile: PROFILE, ...part });
}

test("tells what will be built, how long it took before, and the room there is", async () => {
	const screen = await open();
	const text = await screen.waitFor("about 1m23s, mean of 3 earlier runs");
	expect(text).toMatch(/hooks +2 to run/);
	expect(text).toContain("the image: at least 256M, free 7.0G");
	expect(text).toMatch(/login +ann can log in with an ssh key/);
	expect(text).toContain("mine.qcow2 is there already (");
	expect(text).toContain("ready");
});

test("a build without a disk image says so, and which files its hooks name", async () => {
	const hookText = 'cp kernel "$IMAGE_NAME.kernel"\ncp ramdisk "$IMAGE_NAME.initramfs"\n';
	const screen = await open(parts({ hookText }), { profile: { ...PROFILE, elements: ["tinyos", "ramdisk"] } });
	const text = await screen.waitFor("mine.kernel, mine.initramfs");
	expect(text).toMatch(/disk +none: no-final-image is selected/);
	expect(text).not.toContain("ext4");
	await screen.press("5");
	expect(await screen.waitFor("no disk image: no-final-image is selected")).toMatch(
		/kernel +mine\.kernel, by a hook of ramdisk/,
	);
});

test("digits lead to the sections", async () => {
	const screen = await open();
	await screen.waitFor("ready");
	await screen.press("2");
	expect(await screen.waitFor("Left out")).toMatch(/└─ \[-\] block-device {2}provided by block-device-mbr/);
	await screen.press("3");
	expect(await screen.waitFor("install.d")).toMatch(/to run +10-base +base/);
	expect(screen.text()).toContain("in the image  ⌀ 4s");
	await screen.press("4");
	expect(await screen.waitFor("Set by the profile")).toMatch(/DIB_X +1/);
	await screen.press("8");
	expect(await screen.waitFor("With disk-image-create")).toContain("'boot-test' has no word there");
});

test("enter starts the build and shows it", async () => {
	const services = parts();
	const screen = await open(services);
	await screen.waitFor("ready");
	await screen.press("enter");
	await vi.waitFor(() => expect(screen.router.getState().stack.at(-1)).toEqual({ screen: "build", run: "run-1" }));
	expect(services.runs.start).toHaveBeenCalledOnce();
});

test("why a build cannot start is told in its place, and nothing is lost", async () => {
	const services = parts();
	services.runs.start.mockRejectedValueOnce(
		new UserError({ code: "no-space", message: "/work has 3 MiB free", next: ["Free some space."] }),
	);
	const screen = await open(services);
	await screen.waitFor("ready");
	await screen.press("b");
	expect(await screen.waitFor("/work has 3 MiB free")).toContain("→ Free some space.");
	await screen.press("escape");
	await screen.waitFor("ready");
	expect(screen.draft.getState().build.profile).toEqual(PROFILE);
});

test("missing tools keep the build back and can be installed", async () => {
	const services = parts({ tools: [PRESENT, MISSING] });
	const screen = await open(services);
	await screen.waitFor("this host lacks mkfs.xfs");
	await screen.press("enter");
	await screen.waitFor("a installs what is missing");
	expect(services.runs.start).not.toHaveBeenCalled();
	await screen.press("6");
	await screen.waitFor("apt-get install mkfs.xfs");
	await screen.press("a");
	await vi.waitFor(() => expect(services.host.install).toHaveBeenCalledWith(["mkfs.xfs"], expect.any(Function)));
});

test("a draft that cannot be built says so, over the newest plan that could", async () => {
	const screen = await open();
	await screen.waitFor("ready");
	screen.draft.getState().change((profile) => ({ ...profile, elements: ["tinyos", "vmm"] }));
	const text = await screen.waitFor("This cannot be built yet");
	expect(text).toContain("Did you mean vm?");
	await screen.press("enter");
	expect(screen.router.getState().stack.at(-1)).toEqual({ screen: "step", step: "elements" });
});

test("who is to log in is asked once, when the build is started: with one of one's own keys", async () => {
	const services = parts();
	const screen = await open(services, { profile: NO_LOGIN });
	const text = await screen.waitFor(/look at variables/);
	expect(text).toMatch(/▲ nobody can log in: step Variables/);
	await screen.press("enter");
	await screen.waitFor(/with my key ~\/\.ssh\/id_ed25519\.pub +ed25519, ann@home/);
	expect(services.runs.start).not.toHaveBeenCalled();
	await screen.press("enter");
	await screen.waitFor("Name of the user");
	await screen.press("enter");
	await vi.waitFor(() => expect(screen.router.getState().stack.at(-1)).toEqual({ screen: "build", run: "run-1" }));
	const user = { name: "me", "ssh-key": "~/.ssh/id_ed25519.pub" };
	expect(services.runs.start).toHaveBeenCalledWith(expect.objectContaining({ profile: { ...NO_LOGIN, user } }));
	expect(screen.draft.getState().build.profile.user).toEqual(user);
	expect(services.preferences.update).toHaveBeenCalledWith({ userName: "me", keyPath: "~/.ssh/id_ed25519.pub" });
});

test("a password is typed twice, the same; only its hash goes on", async () => {
	const services = parts();
	const screen = await open(services, { profile: NO_LOGIN });
	await screen.waitFor(/look at variables/);
	await screen.press("enter");
	await screen.waitFor("with a password");
	await screen.press("down", "enter");
	await screen.waitFor("Name of the user");
	await screen.press("enter");
	for (const [word, answer] of [
		["", "An empty password"],
		["hunter2", "The same once more"],
		["hunter3", "The two were not the same"],
		["hunter2", "The same once more"],
	] as const) {
		await screen.type(word);
		await screen.press("enter");
		await screen.waitFor(answer);
		expect(screen.text()).not.toContain("hunter");
	}
	await screen.type("hunter2");
	await screen.press("enter");
	await vi.waitFor(() => expect(services.runs.start).toHaveBeenCalledOnce());
	expect(services.runs.start).toHaveBeenCalledWith({
		...{ profile: { ...NO_LOGIN, user: { name: "me" } }, file: "/profiles/mine.yaml" },
		secrets: { DIB_DEV_USER_PASSWORD: "$6$salt$of-hunter2" },
	});
});

test("nobody is an answer too, and is not asked for again", async () => {
	const services = parts();
	services.runs.start.mockRejectedValueOnce(new UserError({ code: "no-space", message: "/work has 3 MiB free" }));
	const screen = await open(services, { profile: NO_LOGIN });
	await screen.waitFor(/look at variables/);
	await screen.press("b");
	await screen.waitFor("build it without a login");
	await screen.press("escape");
	await screen.waitFor(/look at variables/);
	expect(services.runs.start).not.toHaveBeenCalled();
	await screen.press("enter");
	await screen.waitFor("build it without a login");
	await screen.press("end", "enter");
	await screen.waitFor("/work has 3 MiB free");
	await screen.press("escape");
	await screen.waitFor("ready");
	await screen.press("enter");
	await vi.waitFor(() => expect(services.runs.start).toHaveBeenCalledTimes(2));
	expect(screen.draft.getState().build.profile).toEqual(NO_LOGIN);
});

test("a host where nobody may build is not ready", async () => {
	const services = parts();
	services.host.refusal = async () => "Building needs root, and there is no sudo on this host";
	const screen = await open(services);
	await screen.waitFor("✖ Building needs root, and there is no sudo on this host");
	await screen.waitFor("cannot be built yet");
	await screen.press("enter");
	await screen.settle();
	expect(services.runs.start).not.toHaveBeenCalled();
});

test("y copies the command", async () => {
	const services = parts();
	const screen = await open(services);
	await screen.waitFor("ready");
	await screen.press("8");
	await screen.waitFor("With diskwright");
	await screen.press("y");
	expect(services.terminal.copy).toHaveBeenCalledWith("diskwright build mine --set DIB_X=1");
});

test.each(STEP_SIZES)("fits %ix%i and stays what Ink laid out", async (cols, rows) => {
	const screen = await open(parts(), { cols, rows });
	await screen.waitFor("ready");
	for (const section of ["3", "5", "6", "2"]) await screen.press(section, "down");
	await screen.expectFrame();
	expect(Math.max(...screen.screen().map((line) => line.length))).toBeLessThanOrEqual(cols);
	for (const line of screen.screen().slice(1, -1)) expect(line).toMatch(/[│╮╯]$/);
});
