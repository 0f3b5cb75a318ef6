import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { ArchitectureSupport } from "../../../src/core/host/architecture.js";
import type { HostFinding } from "../../../src/core/host/host-finding.js";
import type { MirrorMeasure, MirrorQuestion } from "../../../src/core/host/mirror.js";
import { preferencesSchema } from "../../../src/core/host/preferences.js";
import type { BuildEvent } from "../../../src/core/run/events.js";
import type { ListedRun } from "../../../src/core/run/listed-run.js";
import type { Route } from "../../../src/ui/app/router.js";
import type { HostService } from "../../../src/ui/services/host.js";
import type { ListedProfile } from "../../../src/ui/services/profiles.js";
import { STEPS } from "../../../src/ui/wizard/steps.js";
import { temporaryFolder } from "../../support/elements.js";
import { fakeFeed, fakeServices, refusal } from "../../support/fake-services.js";
import { type OpenedApp, openApp } from "../../support/open-app.js";
import { opened, realPlanning } from "../../support/real-planning.js";

const DEBIAN = `
version: 1
name: debian-vm
distribution: debian
release: bookworm
architecture: amd64
elements: [vm, debian-minimal]
disk: {layout: mbr}
user: {name: ann, ssh-key: ssh-ed25519 AAAA ann}
`;

const ARCHITECTURES: readonly ArchitectureSupport[] = [
	{ name: "amd64", how: "native", detail: "this host's own" },
	{ name: "arm64", how: "emulated", detail: "through qemu-user, several times slower" },
	{
		name: "s390x",
		how: "unavailable",
		detail: "qemu-s390x is not installed",
		cure: "apt-get install qemu-user-static",
	},
	{ name: "riscv64", how: "emulated", detail: "through qemu-user, several times slower" },
	{
		name: "armhf",
		how: "unavailable",
		detail: "qemu-arm-static is not installed",
		cure: "apt-get install qemu-user-static",
		emulator: "qemu-arm-static",
	},
];

const HOST_MIRROR = "http://host.example/debian";
const FACTS = { architecture: "amd64", memoryKiB: 1, uid: 0, kernelRelease: "6", mirrors: { debian: HOST_MIRROR } };

const host = (more: Partial<HostService> = {}): Partial<HostService> => ({
	facts: async () => FACTS,
	architectures: async () => ARCHITECTURES,
	missingTools: () => [],
	measureMirror: async () => ({ ok: true, milliseconds: 12 }),
	examine: async () => FINDINGS,
	installCommand: (tools) => `apt-get install ${tools.join(" ")}`,
	needsPassword: () => false,
	refusal: async () => undefined,
	ownKeys: async () => [],
	...more,
});

const USED = ["debian", "ubuntu"].map((distribution) => ({
	distribution,
	url: `http://used.example/${distribution}`,
	lastUsed: "2026-01-01T00:00:00Z",
}));

const FINDINGS: readonly HostFinding[] = [
	{ group: "Tools", name: "mount", state: "ok", detail: "the sandbox" },
	{ group: "Tools", name: "qemu-img", state: "missing", detail: "qcow2 images", cure: "apt-get install qemu-utils" },
	{ group: "Kernel", name: "vfat", state: "warning", detail: "EFI partitions", cure: "filled with mtools" },
];

const PROFILES: readonly ListedProfile[] = [
	{
		name: "broken",
		file: "/p/broken.yaml",
		kind: "saved",
		hidesShipped: false,
		problem: refusal("bad", "line 3 is wrong") as never,
	},
	{ name: "debian-vm", file: "/p/debian-vm.yaml", kind: "shipped", hidesShipped: false },
];

const NOON = Date.UTC(2026, 0, 1, 12);
const RUNS: readonly ListedRun[] = [
	{ id: "r2", state: "running", started: new Date(NOON - 90_000).toISOString(), image: "web", profile: "web" },
	{
		id: "r1",
		state: "failed",
		started: new Date(NOON - 7_200_000).toISOString(),
		image: "debian-vm",
		profile: "debian-vm",
		ms: 5000,
	},
];

function services(parts: Parameters<typeof fakeServices>[0] = {}) {
	return fakeServices({
		...realPlanning(),
		host: host(),
		preferences: { get: () => preferencesSchema.parse({ mirrors: USED }) },
		profiles: { list: async () => PROFILES, open: async (name) => opened(name, DEBIAN) },
		runs: { list: async () => [], open: () => fakeFeed() },
		...parts,
	});
}

describe("home", () => {
	it("has what runs at the top, profiles with their last outcome, broken ones with the reason", async () => {
		const runs = { list: async () => RUNS, open: () => fakeFeed() };
		const screen = await openApp(services({ runs }), [{ screen: "home" }], { cols: 120, rows: 40 });
		const text = await screen.waitFor("failed, 2h ago");
		expect(text.indexOf("▸ web")).toBeLessThan(text.indexOf("❯ New image"));
		expect(text).toMatch(/▲ broken .*line 3 is wrong/);
		await screen.press("up", "enter");
		expect(screen.route()).toEqual({ screen: "build", run: "r2" });
	});

	it("says first where nobody can build at all", async () => {
		const refusal = async () => "Building needs root, and there is no sudo on this host";
		const screen = await openApp(services({ host: host({ refusal }) }), [{ screen: "home" }], WIDE);
		const text = await screen.waitFor("✖ Building needs root");
		expect(text.indexOf("Building needs root")).toBeLessThan(text.indexOf("❯ New image"));
	});

	it("does not open a broken profile, but says why", async () => {
		const screen = await openApp(services(), [{ screen: "home" }]);
		await screen.waitFor("broken");
		await screen.press("down", "enter");
		await screen.waitFor((text) => (text.split("\n").at(-1) ?? "").includes("line 3 is wrong"));
		expect(screen.route()).toEqual({ screen: "home" });
	});

	it("builds a profile with one key", async () => {
		let asked: unknown;
		const runs = {
			list: async () => [],
			start: async (build: unknown) => {
				asked = build;
				return "r9";
			},
		};
		const screen = await openApp(services({ runs }), [{ screen: "home" }]);
		await screen.waitFor("debian-vm");
		await screen.press("down", "down", "b");
		await expect.poll(screen.route, { timeout: 10_000 }).toEqual({ screen: "build", run: "r9" });
		expect(asked).toMatchObject({ profile: { name: "debian-vm" }, file: "/profiles/debian-vm.yaml" });
	});

	it("asks who is to log in before it builds a profile where nobody could", async () => {
		const profiles = {
			list: async () => PROFILES,
			open: async (name: string) => opened(name, DEBIAN.replace(/user: .*/, "")),
		};
		const screen = await openApp(services({ profiles }), [{ screen: "home" }]);
		await screen.waitFor("debian-vm");
		await screen.press("b");
		await screen.waitFor("Who is to log in?");
		await screen.press("escape");
		await screen.waitFor("New image");
	});

	it("says what keeps a build from starting, and goes on", async () => {
		const runs = {
			list: async () => [],
			start: () => Promise.reject(refusal("no-space", "/tmp is full", ["Free some space."])),
		};
		const screen = await openApp(services({ runs }), [{ screen: "home" }]);
		await screen.waitFor("debian-vm");
		await screen.press("b");
		const text = await screen.waitFor("/tmp is full");
		expect(text).toContain("→ Free some space.");
		await screen.press("escape");
		await screen.waitFor("New image");
	});
});

describe("a running build on home", () => {
	it("is followed stage by stage", async () => {
		const task = (name: string) => ({ id: `install.d/${name}`, stage: "install", title: name }) as const;
		let seq = 0;
		const event = (at: number, body: object) => ({ seq: seq++, at, ...body }) as unknown as BuildEvent;
		const events = [
			event(0, {
				...{ type: "build.started", v: 1, id: "r2", wallClock: "", image: "web", architecture: "amd64" },
				...{ elements: [], outputs: [] },
				tasks: [task("50-a"), task("60-b")],
			}),
			event(10, { type: "stage.started", stage: "install" }),
			event(20, { type: "task.started", task: "install.d/50-a", attempt: 1, logFile: "x" }),
			event(9000, { type: "task.finished", task: "install.d/50-a", outcome: "ok", ms: 8980 }),
		];
		const open = () => fakeFeed({ read: async (take) => take(events, false) });
		const app = await openApp(services({ runs: { list: async () => RUNS, open } }), [{ screen: "home" }], {
			...{ cols: 120, rows: 40 },
		});
		await app.waitFor("▸ web");
		await app.press("up");
		await app.waitFor(/install +▸ 1\/2 +9s/);
	});
});

describe("enter through the defaults", () => {
	it("leads from home over the menu and the steps, and changes nothing", async () => {
		const screen = await openApp(services(), [{ screen: "home" }]);
		await screen.waitFor("debian-vm");
		await screen.press("enter");
		await screen.waitFor("Review and build");
		await screen.press("enter");
		await screen.waitFor("● bookworm");
		await screen.press("enter");
		await screen.waitFor("● amd64");
		await screen.press("enter");
		expect(screen.route()).toEqual({ screen: "step", step: "elements" });
		expect(screen.draft.getState().changed).toBe(false);
	});

	it.each(["mirrors", "disk"] as const)("goes on from %s", async (step) => {
		const screen = await openApp(services(), at(step), {
			profile: opened("test", DEBIAN),
		});
		await screen.waitFor(step === "disk" ? "qcow2" : "12 ms");
		await screen.press("enter");
		expect(screen.route()).toEqual({ screen: "step", step: step === "disk" ? "review" : "disk" });
		expect(screen.draft.getState().changed).toBe(false);
	});

	it("b in the menu builds what is chosen, once its plan is made", async () => {
		const runs = { list: async () => [], start: async () => "r3" };
		const screen = await openApp(services({ runs }), [{ screen: "image" }], { profile: opened("test", DEBIAN) });
		await screen.waitFor("ready");
		await screen.press("b");
		await expect.poll(screen.route).toEqual({ screen: "build", run: "r3" });
	});
});

describe("y copies what is highlighted", () => {
	it.each<readonly [string, Route, string, string]>([
		["home", { screen: "home" }, "debian-vm", "/p/debian-vm.yaml"],
		["the menu", { screen: "image" }, "ready", "debian bookworm"],
		["releases", { screen: "step", step: "release" }, "● bookworm", "bookworm"],
		["architectures", { screen: "step", step: "architecture" }, "● amd64", "amd64"],
		["elements", { screen: "step", step: "elements" }, "growroot", "debian-minimal"],
		["variables", { screen: "step", step: "variables" }, "user", "user=ann"],
		["mirrors", { screen: "step", step: "mirrors" }, "12 ms", HOST_MIRROR],
		["the disk", { screen: "step", step: "disk" }, "qcow2", "mbr"],
	])("in %s", async (_, place, shown, text) => {
		const copy = vi.fn(() => "sent");
		const profile = opened("test", DEBIAN);
		const screen = await openApp(services({ terminal: { copy } }), [place], { profile, ...WIDE });
		await screen.waitFor(shown);
		if (place.screen === "step" && place.step === "elements") {
			await screen.press("/");
			await screen.type(text);
			await screen.press("enter");
		}
		await screen.press("y");
		expect(copy.mock.calls).toEqual([[text]]);
		await screen.waitFor(/: sent/);
	});
});

describe("the palette", () => {
	it("leads from anywhere to a step, an element and a variable by a few letters", async () => {
		const screen = await openApp(services(), [{ screen: "home" }], WIDE);
		await screen.waitFor("debian-vm");
		for (const [text, first, place] of [
			["disk and", /❯ Disk and outputs/, { screen: "step", step: "disk" }],
			["growroot", /❯ growroot +.*element/, { screen: "explorer", element: "growroot" }],
			[
				"DIB_GRUB_TIMEOUT",
				/❯ DIB_GRUB_TIMEOUT +variable/,
				{ screen: "step", step: "variables", item: "DIB_GRUB_TIMEOUT" },
			],
		] as const) {
			await screen.press("ctrl-p");
			await screen.waitFor("screen, step, element");
			await screen.type(text);
			await screen.waitFor(first);
			await screen.press("enter");
			await expect.poll(screen.route, { timeout: 10_000 }).toEqual(place);
		}
		await screen.press("ctrl-p");
		await screen.waitFor("Go to");
		await screen.press("escape");
		expect(screen.route()).toMatchObject({ screen: "step", step: "variables" });
	});
});

describe("the menu of a new image", () => {
	it("shows what goes into the image where there is room", async () => {
		const profile = opened("test", DEBIAN);
		const screen = await openApp(services(), [{ screen: "image" }], { profile, cols: 120, rows: 40 });
		const text = await screen.waitFor("ready");
		expect(text).toMatch(/Image ─+ \d+ elements/);
		expect(text).toContain("└─ bootloader");
		await screen.resize(80, 24);
		expect(screen.text()).not.toContain("bootloader");
	});
});

const WIDE = { cols: 120, rows: 40 };

/** In the step Elements: Ubuntu in the place of Debian. */
async function chooseUbuntu(screen: OpenedApp): Promise<void> {
	for (const name of ["debian-minimal", "ubuntu-minimal"]) {
		await screen.waitFor("space select");
		await screen.press("/");
		await screen.waitFor("enter keep");
		await screen.press("ctrl-u");
		await screen.type(name);
		await screen.press("enter");
		await screen.waitFor(new RegExp(`❯ \\[.\\] ${name}`));
		await screen.press("space");
	}
	await screen.waitFor(/\[x\] ubuntu-minimal/);
}

const at = (step: string): Route[] => [{ screen: "image" }, { screen: "step", step }];

describe("release", () => {
	it("takes another one", async () => {
		const screen = await openApp(services(), at("release"), { profile: opened("test", DEBIAN) });
		await screen.waitFor("● bookworm");
		await screen.press("up", "enter");
		expect(screen.route()).toEqual({ screen: "step", step: "architecture" });
		expect(screen.draft.getState().build.profile).toMatchObject({
			release: "trixie",
			elements: ["vm", "debian-minimal"],
		});
	});

	it("is told to be none of the distribution that was chosen among the elements, where a person had chosen it", async () => {
		const screen = await openApp(services(), at("release"), { profile: opened("test", DEBIAN), ...WIDE });
		await screen.waitFor("● bookworm");
		await screen.press("up", "enter");
		screen.router.getState().replace({ screen: "step", step: "elements" });
		await chooseUbuntu(screen);
		screen.router.getState().back();
		const text = await screen.waitFor(/▲ Release +ubuntu trixie/);
		expect(text).toMatch(/▲ Review and build +look at release/);
		screen.router.getState().go({ screen: "step", step: "review" });
		await screen.waitFor("'trixie': step Release");
		await screen.press("enter");
		expect(screen.route()).toEqual({ screen: "step", step: "release" });
	});

	it("follows the distribution that is chosen among the elements", async () => {
		const screen = await openApp(services(), at("elements"), { profile: opened("test", DEBIAN), ...WIDE });
		await chooseUbuntu(screen);
		expect(screen.draft.getState().build.profile).toMatchObject({ distribution: "ubuntu", release: "noble" });
		screen.router.getState().back();
		await screen.waitFor(/Release +ubuntu noble/);
	});

	it("says which tools are missing, and that an architecture is not offered", async () => {
		const app = await openApp(services({ host: host({ missingTools: () => ["mmdebstrap"] }) }), at("release"), {
			...{ profile: opened("test", DEBIAN.replace("amd64", "riscv64")), cols: 140, rows: 30 },
		});
		const text = await app.waitFor("not for riscv64: choose");
		expect(text).toContain("mmdebstrap is missing");
		await app.press("enter");
		expect(app.route()).toEqual({ screen: "step", step: "release" });
	});
});

describe("architecture", () => {
	it("refuses what cannot be built and says why, and takes what can be emulated", async () => {
		const screen = await openApp(services(), at("architecture"), { profile: opened("test", DEBIAN) });
		const text = await screen.waitFor("● amd64");
		expect(text).toMatch(/○ arm64 +emulated, slower/);
		expect(text).toMatch(/○ riscv64 +debian-minimal is not made for it/);
		await screen.press("down", "down");
		await screen.waitFor("→ apt-get install qemu-user-static");
		await screen.press("enter");
		expect(screen.route()).toEqual({ screen: "step", step: "architecture" });
		await screen.press("up", "enter");
		expect(screen.draft.getState().build.profile.architecture).toBe("arm64");
	});

	it("takes what only needs an emulator: the review installs it", async () => {
		const screen = await openApp(services(), at("architecture"));
		expect(await screen.waitFor("● amd64")).toMatch(/○ armhf +needs qemu-arm-static/);
		await screen.press("down", "down", "down", "down");
		const text = await screen.waitFor("emulated, once that is installed");
		expect(text).toContain("→ apt-get install qemu-user-static");
		await screen.press("enter");
		expect(screen.draft.getState().build.profile.architecture).toBe("armhf");
	});
});

describe("who comes back", () => {
	it("finds the cursor of menu and settings where it was left, in another image at the beginning", async () => {
		const screen = await openApp(services(), [{ screen: "image" }], { profile: opened("test", DEBIAN) });
		await screen.waitFor("Review and build");
		await screen.press("up", "up", "enter");
		await screen.waitFor("File system");
		await screen.press("down", "down");
		const row = screen.screen().find((line) => line.includes("❯"));
		await screen.press("escape");
		await screen.waitFor(/❯ .*Disk/);
		await screen.press("enter");
		await screen.waitFor("File system");
		expect(screen.screen().find((line) => line.includes("❯"))).toBe(row);
		await screen.press("escape");
		screen.draft.getState().open(opened("other", DEBIAN));
		screen.router.getState().replace({ screen: "home" });
		await screen.settle();
		screen.router.getState().go({ screen: "image" });
		await screen.waitFor(/❯ .*Release/);
	});
});

describe("mirrors", () => {
	/** Measures that end when the test says so. */
	function measures() {
		const asked: { question: MirrorQuestion; signal: AbortSignal; answer: (measure: MirrorMeasure) => void }[] = [];
		const measureMirror = (question: MirrorQuestion, signal: AbortSignal) =>
			new Promise<MirrorMeasure>((answer) => {
				asked.push({ question, signal, answer });
			});
		return { asked, measureMirror };
	}

	it("shows each answer as it comes, the slow ones later", async () => {
		const { asked, measureMirror } = measures();
		const screen = await openApp(services({ host: host({ measureMirror }) }), at("mirrors"), {
			profile: opened("test", DEBIAN),
		});
		await screen.waitFor("asking …");
		expect(asked.map(({ question }) => question)).toEqual([
			{ url: HOST_MIRROR, suite: "bookworm", architecture: "amd64" },
			{ url: "http://used.example/debian", suite: "bookworm", architecture: "amd64" },
		]);
		asked[1]!.answer({ ok: false, why: "has no release 'bookworm' (404)" });
		expect(await screen.waitFor("✖ http://used.example")).toMatch(/host's own, asking …/);
		asked[0]!.answer({ ok: true, milliseconds: 7, bytesPerSecond: 2 ** 21, date: "2026-01-01T09:00:00Z" });
		await screen.waitFor("host's own, 7 ms, 2.0M/s, 3h ago");
	});

	it("looks at a typed one once it stands still, and drops what is typed over", async () => {
		const { asked, measureMirror } = measures();
		const screen = await openApp(services({ host: host({ measureMirror }) }), at("mirrors"), {
			profile: opened("test", DEBIAN),
		});
		await screen.waitFor("asking …");
		await screen.press("up", "enter");
		await screen.send("http://a");
		await expect.poll(() => asked.at(-1)?.question.url, { timeout: 5000 }).toBe("http://a");
		expect(asked).toHaveLength(3);
		await screen.send("b.example");
		await expect.poll(() => asked.at(-1)?.question.url, { timeout: 5000 }).toBe("http://ab.example");
		expect(asked).toHaveLength(4);
		expect(asked[2]!.signal.aborted).toBe(true);
		asked[3]!.answer({ ok: true, milliseconds: 5 });
		await screen.waitFor("✔ 5 ms");
		await screen.press("enter");
		expect(screen.draft.getState().build.profile.mirrors).toEqual({ debian: "http://ab.example" });
	});

	it("keeps what was typed and left with esc, and the cursor while answers come in above", async () => {
		const { asked, measureMirror } = measures();
		const profile = opened("test", `${DEBIAN}mirrors: {debian-security: "http://s.example"}\n`);
		const screen = await openApp(services({ host: host({ measureMirror }) }), at("mirrors"), { profile });
		await screen.waitFor("asking …");
		await screen.press("up", "enter");
		await screen.type("http://a.exampl");
		await screen.press("escape", "escape");
		await screen.waitFor("Review and build");
		screen.router.getState().go({ screen: "step", step: "mirrors" });
		await screen.waitFor(/❯.*another one/);
		await screen.press("enter");
		await screen.waitFor("http://a.exampl");
		await screen.press("escape", "tab", "down", "space");
		await screen.type("http://prxy");
		await screen.press("left", "left");
		for (const { answer } of asked) answer({ ok: false, why: "refuses the connection" });
		await screen.waitFor("✖ refuses the connection");
		await screen.type("o");
		await screen.waitFor("http://proxy");
	});

	it("asks nobody any more when it is left", async () => {
		const { asked, measureMirror } = measures();
		const screen = await openApp(services({ host: host({ measureMirror }) }), at("mirrors"), {
			profile: opened("test", DEBIAN),
		});
		await screen.waitFor("asking …");
		await screen.press("escape");
		await screen.waitFor("Review and build");
		expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
	});

	it("takes no address that is none, and goes through the proxy once there is one", async () => {
		const { asked, measureMirror } = measures();
		const screen = await openApp(services({ host: host({ measureMirror }) }), at("mirrors"), {
			profile: opened("test", DEBIAN),
		});
		await screen.waitFor("asking …");
		await screen.press("tab", "down", "space");
		await screen.type("proxy:3128");
		await screen.waitFor("An address begins with http://");
		await screen.press("enter", "ctrl-u");
		await screen.type("http://proxy:3128");
		await screen.press("enter");
		expect(screen.draft.getState().build.profile.mirrors).toEqual({ proxy: "http://proxy:3128" });
		await expect.poll(() => asked.at(-1)?.question.proxy).toBe("http://proxy:3128");
		for (const { answer } of asked) answer({ ok: false, why: "refuses the connection" });
		await screen.waitFor("No mirror answers through it.");
	});
});

describe("disk and outputs", () => {
	it("changes the layout and draws it", async () => {
		const screen = await openApp(services(), at("disk"), { profile: opened("test", DEBIAN) });
		await screen.waitFor("root (boot)");
		await screen.press("right", "right");
		await screen.waitFor("/boot/efi");
		expect(screen.draft.getState().build.profile.disk?.layout).toBe("efi");
		expect(screen.text()).toContain("estimate for 1.0G of content");
	});

	it("takes a size with a unit only, and the plan follows", async () => {
		const screen = await openApp(services(), at("disk"), { profile: opened("test", DEBIAN) });
		await screen.waitFor("root (boot)");
		await screen.press("down", "space");
		await screen.type("3");
		await screen.waitFor("'3' is not a size");
		await screen.press("enter");
		expect(screen.draft.getState().build.profile.disk?.size).toBeUndefined();
		await screen.type("GiB");
		await screen.press("enter");
		expect(screen.draft.getState().build.profile.disk?.size).toBe("3GiB");
		await screen.waitFor("MBR  3.0G");
		await screen.press("u");
		expect(screen.draft.getState().build.profile.disk).not.toHaveProperty("size");
	});

	it("makes several outputs, but never none", async () => {
		const screen = await openApp(services(), at("disk"), { profile: opened("test", DEBIAN) });
		await screen.waitFor("root (boot)");
		await screen.press("down", "down", "down", "down", "down", "space");
		await screen.waitFor("One output must stay.");
		await screen.press("down", "right", "down", "space");
		expect(screen.draft.getState().build.profile.outputs).toEqual([
			{ format: "qcow2", compression: "zlib" },
			{ format: "raw" },
		]);
		await screen.press("up", "up", "space");
		expect(screen.draft.getState().build.profile.outputs).toEqual([{ format: "raw" }]);
	});

	it("shows in place of the drawing why a layout cannot be", async () => {
		const screen = await openApp(services(), at("disk"), { profile: opened("test", DEBIAN) });
		await screen.waitFor("root (boot)");
		await screen.press("left", "left");
		await screen.waitFor("Type the path of the file");
		await screen.press("down", "space");
		await screen.type("no-such.yaml");
		await screen.press("enter");
		await screen.waitFor("no-such.yaml");
		await screen.waitFor("cannot be read");
	});
});

describe("the key of a user", () => {
	it("that is missing is told as that, and noticed when it appears", async () => {
		const file = join(temporaryFolder(), "key.pub");
		const profile = opened("test", DEBIAN.replace("ssh-ed25519 AAAA ann", file));
		const screen = await openApp(services(), at("variables"), { profile, ...WIDE });
		const text = await screen.waitFor("▲ Nobody can log in yet: There is no file");
		expect(text).not.toContain("✔");
		expect(text).not.toContain("/profiles/test.yaml");
		expect(text).toContain("ssh-keygen -t ed25519");
		writeFileSync(file, "ssh-ed25519 AAAA ann\n");
		await screen.waitFor("✔ ann can log in with an ssh key");
	});
});

describe("the layout", () => {
	it("follows the architecture as long as nobody has chosen it", async () => {
		const screen = await openApp(services(), at("architecture"), { profile: opened("test", DEBIAN) });
		await screen.waitFor("● amd64");
		await screen.press("down", "enter");
		await screen.waitFor(/step 3 of 7/);
		expect(screen.draft.getState().build.profile).toMatchObject({ architecture: "arm64" });
		expect(screen.draft.getState().build.profile.disk).toBeUndefined();
		screen.router.getState().replace({ screen: "step", step: "disk" });
		await screen.waitFor(/Layout +‹ efi, the usual one ›/);
	});

	it("is told not to boot there when it was chosen", async () => {
		const screen = await openApp(services(), at("disk"), {
			...{ profile: opened("test", DEBIAN.replace("amd64", "arm64").replace("mbr", "efi")), ...WIDE },
		});
		await screen.waitFor("‹ efi ›");
		await screen.press("left");
		await screen.waitFor(/‹ gpt ›[\s\S]*Use the layout 'efi'/);
		screen.router.getState().back();
		await screen.waitFor(/✖ Disk and outputs[\s\S]*✖ Review and build +cannot be built yet/);
	});
});

describe("doctor", () => {
	it("installs what is missing after a question, showing the package manager's lines, then looks again", async () => {
		let looks = 0;
		let end = () => {};
		const doctor = host({
			examine: async () => {
				looks += 1;
				return FINDINGS;
			},
			install: async (tools, onLine) => {
				onLine(`Setting up ${tools.join(" ")} ...`);
				await new Promise<void>((resolve) => {
					end = resolve;
				});
			},
		});
		const screen = await openApp(services({ host: doctor }), [{ screen: "home" }, { screen: "doctor" }]);
		await screen.waitFor("this host cannot build images yet");
		await screen.press("f");
		await screen.waitFor("apt-get install qemu-img");
		await screen.press("escape", "enter", "enter");
		await screen.waitFor("Setting up qemu-img ...");
		expect(looks).toBe(1);
		end();
		await screen.waitFor("▲ vfat");
		await expect.poll(() => looks).toBe(2);
	});

	it("says why it could not install", async () => {
		const install = () => Promise.reject(refusal("install-failed", "no such package", ["apt-get update"]));
		const screen = await openApp(services({ host: host({ install }) }), [{ screen: "home" }, { screen: "doctor" }]);
		await screen.waitFor("✖ qemu-img");
		await screen.press("enter", "enter");
		expect(await screen.waitFor("no such package")).toContain("→ apt-get update");
	});
});

describe("every size", () => {
	const places: readonly (readonly [string, string])[] = [
		["home", "debian-vm"],
		["image", "ready"],
		["release", "● bookworm"],
		["architecture", "● amd64"],
		["mirrors", "12 ms"],
		["disk", "no"],
		["doctor", "vfat"],
	];
	const sizes = [
		[60, 16],
		[80, 24],
		[120, 40],
		[200, 50],
		[300, 80],
	] as const;
	it.each(places)("%s", async (place, text) => {
		const start = STEPS.some(({ id }) => id === place) ? at(place) : [{ screen: place } as Route];
		const screen = await openApp(services(), start, { profile: opened("test", DEBIAN) });
		await screen.waitFor(text);
		for (const [cols, height] of sizes) {
			await screen.resize(cols, height);
			await screen.waitFor(text);
			await screen.expectFrame();
			const lines = screen.screen();
			expect(lines).toHaveLength(height);
			expect(lines[0]).toContain("diskwright");
			// Frames are closed: every row between header and footer ends in a border at the very edge.
			for (const line of lines.slice(1, -1)) expect(line).toMatch(new RegExp(`^[╭│╰].{${cols - 2}}[╮│╯]$`, "u"));
		}
	});

	it.each(["none", "16"] as const)("says the same with colours: %s", async (colours) => {
		const screen = await openApp(services(), at("architecture"), { profile: opened("test", DEBIAN), colours });
		const text = await screen.waitFor("● amd64");
		expect(text).toContain("❯ ● amd64");
		expect(text).toMatch(/○ s390x +qemu-s390x is not installed/);
		await screen.expectFrame();
	});
});

describe("with a screen reader", () => {
	it("lists say what is an option and which one is selected, and the disk is told, not drawn", async () => {
		const list = await openApp(services(), at("release"), { profile: opened("test", DEBIAN), screenReader: true });
		expect(await list.waitFor("bookworm")).toMatch(/option: \(selected\) ❯ +● bookworm/);
		expect(list.text()).not.toContain("│");
		const disk = await openApp(services(), at("disk"), {
			profile: opened("test", DEBIAN),
			rows: 60,
			screenReader: true,
		});
		await disk.waitFor(/ext4\s+label cloudimg-rootfs\s+at \//);
		expect(disk.text()).toMatch(/listitem: \(selected\) ❯ +Layout/);
	});
});
