import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { CliContext } from "../../../src/cli/entry/context.js";
import { bootService } from "../../../src/cli/services/services.js";
import { tinyDisk } from "../../boot/tiny-disk.js";
import { temporaryFolder } from "../../support/elements.js";

const disks = { login: tinyDisk("\u001b[31mhost\u001b[0m login: "), silent: tinyDisk("starting\r\n") };
afterAll(() => {
	for (const disk of Object.values(disks)) disk.remove();
});

const machinesOf = (path: string) =>
	readdirSync("/proc").filter((pid) => {
		if (!/^\d+$/.test(pid)) return false;
		try {
			return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(path.replaceAll(",", ",,"));
		} catch {
			return false;
		}
	});

describe("boot tests for the screens", () => {
	const open = () => {
		const home = temporaryFolder();
		return bootService({ env: { HOME: home } } as unknown as CliContext);
	};

	test("hand the console on without escape sequences, and say how it ended", async () => {
		let seen = "";
		const onOutput = (text: string) => {
			seen += text;
		};
		const signal = new AbortController().signal;
		const outcome = await open().boot(disks.login.path, { onOutput, onNote: () => {}, signal });
		expect(outcome).toMatchObject({ booted: true, firmware: "bios" });
		expect(seen).toContain("host login: ");
		expect(seen).not.toContain("\u001b");
	});

	test("a cancelled one ends its own machine only, and this program goes on meanwhile", async () => {
		const service = open();
		const [mine, other] = [new AbortController(), new AbortController()];
		const wait = { onNote: () => {} };
		let ticks = 0;
		const clock = setInterval(() => {
			ticks += 1;
		}, 10);
		const others = service.boot(disks.silent.path, { ...wait, onOutput: () => {}, signal: other.signal });
		const ended = new Promise<void>((resolve) => {
			void service
				.boot(disks.silent.path, { ...wait, onOutput: () => mine.abort(), signal: mine.signal })
				.catch(() => resolve());
		});
		await ended;
		clearInterval(clock);
		expect(ticks).toBeGreaterThan(3);
		expect(machinesOf(disks.silent.path).length).toBeGreaterThan(0);
		other.abort();
		await expect(others).rejects.toBeDefined();
		expect(machinesOf(disks.silent.path)).toEqual([]);
	});
});
