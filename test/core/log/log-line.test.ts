import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { lineKind } from "../../../src/core/log/log-line.js";
import type { BuildEvent } from "../../../src/core/run/events.js";

describe("the kind of a line", () => {
	test.each([
		["Setting up libgpg-error0 (1.46-1) ...", "plain"],
		["0 errors, 2 warnings", "plain"],
		["+ echo 'error: not one'", "trace"],
		["++ cat /nowhere", "trace"],
		["W: Possible missing firmware /lib/firmware/x.bin", "warning"],
		["W: Cannot check Release signature; keyring file not available x.gpg", "warning"],
		["WARNING: cannot read the list: No such file or directory", "warning"],
		["foo.c:12:3: warning: unused variable", "warning"],
		["E: Unable to locate package nothing", "error"],
		["error: short and plain", "error"],
		["dpkg: error processing package grub-pc (--configure):", "error"],
		["/tmp/hook: line 3: nothing: command not found", "error"],
		["cp: cannot stat '/x': No such file or directory", "error"],
		["Traceback (most recent call last):", "error"],
	] as const)("%s: %s", (line, kind) => {
		expect(lineKind(line)).toBe(kind);
	});
});

describe("noise of healthy builds", () => {
	test.each([
		"E: Can not write log (Is /dev/pts mounted?) - posix_openpt (19: No such device)",
		'Failed to open connection to "system" message bus: Failed to connect to socket /run/dbus/system_bus_socket: No such file or directory',
		"dpkg-preconfigure: unable to re-open stdin: No such file or directory",
		"Warning: The home dir /run/sshd you specified can't be accessed: No such file or directory",
		"W: Download is performed unsandboxed as root as file /x/partial couldn't be accessed by user '_apt'. - pkgAcquire::Run (13: Permission denied)",
		"perl: warning: Setting locale failed.",
		"bash: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8): No such file or directory",
		"locale: Cannot set LC_ALL to default locale: No such file or directory",
		"update-alternatives: warning: skip creation of /usr/share/man/man1/vi.1.gz because associated file is not there",
		"/usr/sbin/grub-probe: error: cannot find a device for / (is /dev mounted?).",
		"W: No zstd in /usr/bin:/sbin:/bin, using gzip",
	])("%s", (line) => expect(lineKind(line)).toBe("plain"));

	test.each(["debian-vm", "debian-vm-before"])("the recorded build %s has no error", (run) => {
		expect(linesOf(run).filter((line) => lineKind(line) === "error")).toEqual([]);
	});

	test("the one real error of a recorded failure is found", () => {
		const found = linesOf("web-app-fails").filter((line) => lineKind(line) === "error");
		expect(found).toEqual(["error: externally-managed-environment"]);
	});
});

function linesOf(run: string): string[] {
	const file = join(import.meta.dirname, "../../pictures/recorded-runs", run, "events.ndjson.gz");
	const events = gunzipSync(readFileSync(file)).toString().split("\n").filter(Boolean);
	return events.flatMap((line) => {
		const event = JSON.parse(line) as BuildEvent;
		return event.type === "log" ? [...event.lines] : [];
	});
}
