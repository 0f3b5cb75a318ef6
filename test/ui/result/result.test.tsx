import { afterEach, describe, expect, test, vi } from "vitest";
import type { RunReport } from "../../../src/core/run/run-report.js";
import type { BootListener, BootOutcome } from "../../../src/ui/services/boot.js";
import { fakeServices, refusal } from "../../support/fake-services.js";
import { NASTY, type OpenedApp, openApp, SIZES } from "../../support/open-app.js";
import { runReport, runSummary } from "../../support/reports.js";
import type { InkScreenOptions } from "../../support/terminal/ink-screen.js";

let app: OpenedApp;
afterEach(() => app.unmount());

const BOOTED: BootOutcome = {
	booted: true,
	seconds: 9,
	firmware: "bios",
	accelerator: "kvm",
	reason: "It asks who logs in.",
};

async function open(report: RunReport | undefined, options: InkScreenOptions = {}) {
	const machines: { listener: BootListener; end: (outcome: BootOutcome) => void; image: string }[] = [];
	const boot = vi.fn(
		(image: string, listener: BootListener) =>
			new Promise<BootOutcome>((resolve, reject) => {
				listener.signal.addEventListener("abort", () => reject(listener.signal.reason));
				machines.push({ listener, end: resolve, image });
			}),
	);
	const copy = vi.fn(() => "sent to the terminal's clipboard");
	const run = vi.fn(async () => {});
	const start = vi.fn(async () => "new-run");
	const profile = { name: "web-server", file: "/p/web-server.yaml", kind: "saved", profile: { version: 1 } } as const;
	const services = fakeServices({
		boot: { boot },
		runs: { report: async () => report, start },
		profiles: {
			open: async () => profile,
			preview: async () => ({ file: "/p/x.yaml", text: "version: 1", replaces: false, notes: [] }),
			save: async (request) => ({ saved: { ...profile, profile: request.profile }, notes: [] }),
		},
		terminal: { copy, run },
	});
	app = await openApp(services, { screen: "result", run: "260101-110000-aa" }, options);
	await app.settle();
	return { machines, copy, start, run };
}

describe("the result of a build", () => {
	test("artifacts, upload command, times against the run before, changed packages", async () => {
		await open(runReport(), { cols: 120, rows: 40 });
		const text = await app.waitFor("web.qcow2");
		expect(text).toContain("result  web, profile web-server");
		expect(text).toContain("✔ ok  3m11s");
		expect(text).toMatch(/web\.qcow2 +qcow2 +318M/);
		expect(text).toContain(`sha256 ${"f".repeat(64)}`);
		expect(text).toContain("$ openstack image create --disk-format qcow2");
		expect(text).toMatch(/install +━+═+ +2m00s +\+30s/);
		expect(text).toMatch(/root +━+ +1m00s {3}/);
		expect(text).toContain("+1 -1 ~1 of 2");
		expect(text).toMatch(/~ apt +2\.6 → 2\.7/);
		expect(text).toMatch(/\+ curl +8/);
		expect(text).toMatch(/- nano +7/);
	});

	test("copies path, checksum and the whole command", async () => {
		const { copy } = await open(runReport());
		await app.waitFor("web.qcow2");
		await app.press("y", "down", "c", "end", "y");
		expect(copy.mock.calls).toEqual([
			["/images/web.qcow2"],
			["f".repeat(64)],
			[expect.stringMatching(/^openstack image create .* web$/)],
		]);
		await app.waitFor("the command: sent to the terminal's clipboard");
	});

	test("how it is run, reached and handed on; older copies that take room; what fills it, by element", async () => {
		const package_ = (name: string, kib: number, element?: string) => ({
			...{ name, version: "1", architecture: "amd64", kib, ...(element ? { element } : {}) },
		});
		const report = runReport();
		const names = ["debian-minimal", "devuser", "openssh-server"];
		const plan = {
			...report.plan,
			resolution: { selected: names.map((name) => ({ name })) },
			environment: [
				{ name: "DIB_DEV_USER_USERNAME", value: "ada" },
				{ name: "DIB_DEV_USER_AUTHORIZED_KEYS", value: "/home/me/.ssh/id_ed25519.pub" },
			],
			settings: { keepOlder: 10 },
		} as unknown as NonNullable<RunReport["plan"]>;
		const packages = [
			package_("linux-image", 400 << 10, "debian-minimal"),
			package_("bash", 7 << 10, "debian-minimal"),
			package_("openssh-server", 2 << 10, "openssh-server"),
			package_("htop", 512, "(asked for)"),
		];
		const older = [{ path: "/images/web-2026.01.01-10.00.00.qcow2", bytes: 345 << 20 }];
		const { run } = await open(runReport({ plan, packages, older }), { cols: 120, rows: 40 });
		const text = await app.waitFor("What fills it");
		expect(text).toMatch(/run it +\$ qemu-system-x86_64 -machine q35,accel=kvm:tcg .*-snapshot/);
		expect(text).toContain(
			"reach it  $ ssh -p 2222 -o NoHostAuthenticationForLocalhost=yes -i /home/me/.ssh/id_ed25519",
		);
		expect(text).toContain("an older copy is kept (at most 10 are), 345M: web-2026.01.01-10.00.00.qcow2");
		expect(text).toMatch(/What fills it ─+ 410M unpacked/);
		expect(text).toMatch(/debian-minimal +2 packages ━+ +407M[\s\S]*linux-image +400M[\s\S]*openssh-server +1 package/);
		expect(text).toMatch(/packages you asked for +1 package/);
		await app.press("L");
		expect(run).toHaveBeenCalledWith(expect.arrayContaining(["qemu-system-x86_64", "-snapshot", "-nographic"]));
	});

	test("boots the image with its console live, and says how it ended", async () => {
		const { machines } = await open(runReport());
		await app.waitFor("web.qcow2");
		await app.press("t");
		expect(machines[0]?.image).toBe("/images/web.qcow2");
		machines[0]?.listener.onOutput("Loading Linux\nhost lo");
		machines[0]?.listener.onOutput("gin: \u001b[2J");
		await app.waitFor("host login:");
		expect(app.text()).toContain("▸ booting for");
		machines[0]?.end(BOOTED);
		await app.waitFor("✔ booted (BIOS, KVM): It asks who logs in.");
		await app.press("tab");
		expect(app.text()).toContain("Time");
	});

	test("a ramdisk: both files, no upload command, and its kernel is what boots", async () => {
		const artifacts = ["initramfs", "kernel"].map((format) => ({
			...{ path: `/images/rescue.${format}`, format, bytes: 8 << 20, checksums: {} },
		}));
		const { machines } = await open(runReport({ summary: runSummary({ image: "rescue", artifacts }) }));
		const text = await app.waitFor("rescue.kernel");
		expect(text).toMatch(/rescue\.initramfs +initramfs +8\.0M/);
		expect(text).toMatch(/rescue\.kernel +kernel +8\.0M/);
		expect(text).not.toContain("openstack image create");
		await app.press("t");
		expect(machines[0]?.image).toBe("/images/rescue.kernel");
		await app.unmount();
		const archive = { path: "/images/web.tgz", format: "tgz", bytes: 1, checksums: {} };
		const other = await open(runReport({ summary: runSummary({ artifacts: [archive] }) }));
		await app.waitFor("web.tgz");
		await app.press("t");
		expect(other.machines).toEqual([]);
		expect(app.text()).toContain("no image that could boot");
	});

	test("esc ends the machine and nothing else; leaving the screen ends it too", async () => {
		const { machines } = await open(runReport());
		await app.waitFor("web.qcow2");
		await app.press("t", "escape");
		await app.waitFor("■ ended by you");
		expect(machines[0]?.listener.signal.aborted).toBe(true);
		expect(app.route()).toMatchObject({ screen: "result" });
		await app.press("t");
		await app.waitFor("booting");
		expect(machines[1]?.listener.signal.aborted).toBe(false);
		await app.press("tab", "escape");
		expect(app.route()).toEqual({ screen: "home" });
		expect(machines[1]?.listener.signal.aborted).toBe(true);
	});

	test("builds again from what it was started from, or from its profile; else says why not", async () => {
		const draft = { profile: { version: 1 as const, elements: ["vm"] } };
		const first = await open(runReport({ draft }));
		await app.waitFor("web.qcow2");
		await app.press("b");
		expect(first.start).toHaveBeenCalledWith(draft);
		expect(app.route()).toEqual({ screen: "build", run: "new-run" });
		await app.unmount();
		const second = await open(runReport());
		await app.waitFor("web.qcow2");
		await app.press("b");
		expect(second.start).toHaveBeenCalledWith(expect.objectContaining({ file: "/p/web-server.yaml" }));
		await app.unmount();
		const { profile: _, ...alone } = runSummary();
		await open(runReport({ summary: alone }));
		await app.waitFor("web.qcow2");
		await app.press("b");
		expect(app.text()).toContain("without a profile");
		await app.press("ctrl-s");
		expect(app.text()).toContain("built from a command line");
	});

	test("saves what it was started from as a profile", async () => {
		await open(runReport({ draft: { profile: { version: 1 } } }));
		await app.waitFor("web.qcow2");
		await app.press("ctrl-s");
		expect(app.text()).toContain("Save as profile");
		expect(app.text()).toContain("name web-server");
		await app.press("escape");
		expect(app.text()).toContain("web.qcow2");
	});

	test("the new image that was built and is saved here is left without a question, another one is not", async () => {
		for (const elements of [["vm"], ["other"]]) {
			const built = { version: 1 as const, elements: ["vm"] };
			await open(runReport({ draft: { profile: built } }));
			app.draft.getState().change(() => ({ version: 1, elements }));
			await app.waitFor("web.qcow2");
			await app.press("ctrl-s", "enter");
			await app.waitFor("saved as /p/web-server.yaml");
			await app.press("q");
			if (elements.includes("vm")) expect(app.ended()).toEqual({});
			else await app.waitFor("Leave without saving?");
			await app.unmount();
		}
	});

	test("a run without an image, one that goes on, one that cannot be read", async () => {
		const { packages: _, before: __, ...rest } = runReport();
		await open({ ...rest, summary: runSummary({ outcome: "failed", artifacts: [] }) });
		await app.waitFor("This run made no image.");
		expect(app.text()).toContain("no run before to compare with");
		await app.press("t");
		expect(app.text()).toContain("no image that could boot");
		await app.unmount();
		await open(undefined);
		await app.waitFor("This run goes on.");
		await app.unmount();
		const report = () => Promise.reject(refusal("unknown-run", "there is no such run"));
		app = await openApp(fakeServices({ runs: { report } }), { screen: "result", run: "x" });
		await app.waitFor("✖ there is no such run");
	});

	test.each(SIZES)("everything stays in its frame at %dx%d, with colours and without", async (cols, rows) => {
		const summary = runSummary({
			image: NASTY.laden,
			profile: NASTY.wide,
			artifacts: Object.values(NASTY).map((name) => ({ path: `/${name}`, format: "qcow2", bytes: 1, checksums: {} })),
		});
		const packages = Object.values(NASTY).map((name) => ({ name, version: name, architecture: "amd64" }));
		for (const colours of ["truecolor", "none"] as const) {
			const { machines } = await open(runReport({ summary, packages }), { cols, rows, colours });
			await app.waitFor("Image");
			for (const step of ["tab", "tab", "t"]) {
				await app.press(step);
				machines.at(-1)?.listener.onOutput(`${Object.values(NASTY).join("\n")}\n`);
				await app.settle();
				await app.expectFrame();
				const framed = app.screen().slice(1, rows - 1);
				expect(framed.filter((row) => !/^[╭│╰].*[╮│╯]$/.test(row))).toEqual([]);
			}
			await app.unmount();
		}
		await open(runReport(), { cols, rows });
	});
});
