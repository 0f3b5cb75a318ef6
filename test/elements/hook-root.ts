import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { onTestFinished } from "vitest";

export const ELEMENTS = resolve(import.meta.dirname, "../../elements");
/** What hooks find behind $_LIB. */
export const HOOK_LIBRARY = resolve(import.meta.dirname, "../../src/engine/hook-library");

export interface HookResult {
	readonly status: number;
	readonly output: string;
	/** One line a call of a stub: name and arguments. */
	readonly calls: readonly string[];
}

/** A root tree with the host's programs in which one in-chroot hook runs without touching the host. */
export interface HookRoot {
	readonly folder: string;
	/** Writes a file of the tree. */
	write(path: string, text: string): void;
	read(path: string): string;
	has(path: string): boolean;
	/** Puts a program before all others on PATH; it notes its call and then runs `body`. */
	stub(name: string, body?: string): void;
	/** Runs `elements/HOOK` with its folder at hand, as the engine does. */
	run(hook: string, env?: Readonly<Record<string, string>>): HookResult;
	/** Runs a command in the tree. */
	shell(command: string, env?: Readonly<Record<string, string>>): HookResult;
}

const namespace = process.getuid?.() === 0 ? ["--mount"] : ["--mount", "--user", "--map-root-user"];

/** False where the host lets nobody make mounts of his own; the tests of hooks are skipped there. */
export const canChroot = spawnSync("unshare", [...namespace, "true"]).status === 0;
if (!canChroot) console.warn("no private mount namespace here: the tests of in-chroot hooks are skipped");

/** Makes an empty root tree, removed when the running test ends. */
export function hookRoot(): HookRoot {
	const folder = mkdtempSync(join(tmpdir(), "hook-root-"));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	for (const name of ["usr", "proc", "dev", "etc", "tmp", "home", "root", "var", "boot", "stubs", "element"]) {
		mkdirSync(join(folder, name));
	}
	cpSync(HOOK_LIBRARY, join(folder, "library"), { recursive: true });
	for (const name of ["bin", "sbin", "lib", "lib64"]) execFileSync("ln", ["-s", `usr/${name}`, join(folder, name)]);
	const path = (name: string) => join(folder, name);
	const root: HookRoot = {
		folder,
		write(name, text) {
			mkdirSync(dirname(path(name)), { recursive: true });
			writeFileSync(path(name), text);
		},
		read: (name) => readFileSync(path(name), "utf8"),
		has: (name) => existsSync(path(name)),
		stub(name, body = "") {
			const note = 'printf "%s\\n" "$(basename "$0")${*:+ $*}" >>/stubs/.calls';
			writeFileSync(path(`stubs/${name}`), `#!/bin/bash\n${note}\n${body}\n`, { mode: 0o755 });
		},
		run(hook, env) {
			const [element = "", ...rest] = hook.split("/");
			cpSync(join(ELEMENTS, element), path("element"), { recursive: true });
			return root.shell(`/element/${rest.join("/")}`, env);
		},
		shell(command, env = {}) {
			const script = [
				// A mount of its own, as the tree of a build is.
				'mount --bind "$0" "$0" && mount --rbind /usr "$0/usr" && mount --rbind /dev "$0/dev" && mount --rbind /proc "$0/proc"',
				'exec /usr/sbin/chroot "$0" /bin/bash -c "$1"',
			].join(" && ");
			rmSync(path("stubs/.calls"), { force: true });
			const result = spawnSync("unshare", [...namespace, "bash", "-c", script, folder, command], {
				env: { PATH: "/stubs:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", HOME: "/root", _LIB: "/library", ...env },
				encoding: "utf8",
			});
			const calls = root.has("stubs/.calls") ? root.read("stubs/.calls").trim().split("\n") : [];
			return { status: result.status ?? -1, output: result.stdout + result.stderr, calls };
		},
	};
	return root;
}
