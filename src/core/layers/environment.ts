import { createHmac } from "node:crypto";
import type { Input } from "./input.js";

/**
 * Variables that never count for a layer: they tell of a terminal, a login or the shell that called, which no image is to
 * depend on (docs/caching.md lists them). A `*` at the end stands for any rest.
 */
export const NEVER_COUNTED: readonly string[] = [
	"_",
	"COLORTERM",
	"COLUMNS",
	"DBUS_SESSION_BUS_ADDRESS",
	"DBUS_STARTER_*",
	"DESKTOP_SESSION",
	"DISPLAY",
	"GPG_TTY",
	"HISTCONTROL",
	"HISTFILE",
	"HISTFILESIZE",
	"HISTSIZE",
	"INVOCATION_ID",
	"JOURNAL_STREAM",
	"LESSCLOSE",
	"LESSOPEN",
	"LINES",
	"LS_COLORS",
	"MAIL",
	"OLDPWD",
	"PROMPT_COMMAND",
	"PS1",
	"PS2",
	"SESSION_MANAGER",
	"SHLVL",
	"SSH_*",
	"STY",
	"SUDO_COMMAND",
	"SYSTEMD_EXEC_PID",
	"TERM",
	"TERMCAP",
	"TERM_PROGRAM",
	"TERM_PROGRAM_VERSION",
	"TERM_SESSION_ID",
	"TMUX",
	"TMUX_PANE",
	"VTE_VERSION",
	"WAYLAND_DISPLAY",
	"WINDOW",
	"WINDOWID",
	"XAUTHORITY",
	"XDG_CURRENT_DESKTOP",
	"XDG_RUNTIME_DIR",
	"XDG_SEAT",
	"XDG_SESSION_*",
	"XDG_VTNR",
];

const EXACT = new Set(NEVER_COUNTED.filter((name) => !name.endsWith("*")));
const BEGINNINGS = NEVER_COUNTED.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));

/** Whether a variable is an input at all. */
export function counts(name: string): boolean {
	return !EXACT.has(name) && !BEGINNINGS.some((beginning) => name.startsWith(beginning));
}

export interface EnvironmentOptions {
	/** Paths that differ from build to build and mean the same, each with the word that stands for it, longest first. */
	readonly places?: Readonly<Record<string, string>>;
	/** True for a value that holds a secret: only a digest of it is kept, which nobody without `key` can guess it from. */
	readonly isSecret?: (name: string, value: string) => boolean;
	/** What belongs to this store alone. */
	readonly key: Uint8Array;
}

/** The variables that count, by name. */
export function environmentInputs(env: Readonly<Record<string, string>>, options: EnvironmentOptions): Input[] {
	const places = Object.entries(options.places ?? {}).sort(([one], [other]) => other.length - one.length);
	return Object.entries(env)
		.filter(([name]) => counts(name))
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([name, value]) => {
			const placed = places.reduce((text, [path, word]) => text.replaceAll(path, word), value);
			const secret = options.isSecret?.(name, value) ?? false;
			return { name: `environment ${name}`, value: secret ? `secret ${keyedDigest(options.key, placed)}` : placed };
		});
}

/** A digest that tells nothing without the key, in hexadecimal digits. */
export function keyedDigest(key: Uint8Array, text: string | Uint8Array): string {
	return createHmac("sha256", key).update(text).digest("hex");
}
