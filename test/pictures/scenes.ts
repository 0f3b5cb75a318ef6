import type { Key } from "../support/terminal/keys.js";

/** What is done before the picture is taken. */
export type Step =
	| { readonly waitFor: string | RegExp }
	| { readonly press: readonly Key[] }
	| { readonly type: string }
	| { readonly paste: string }
	/** Until the program has ended. */
	| { readonly exit: true };

/** One picture: a real run of the shipped program in a terminal. */
export interface Scene {
	/** Of the files: `docs/pictures/NAME.svg` and `.png`. */
	readonly name: string;
	readonly title?: string;
	readonly cols: number;
	readonly rows: number;
	/** Of `diskwright`. */
	readonly args: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	readonly steps: readonly Step[];
	/** For a program that prints and ends: its command line stands above, and what is too long is cut at its end. */
	readonly prompt?: boolean;
}

export const SCENES: readonly Scene[] = [
	{
		name: "plan",
		cols: 100,
		rows: 40,
		args: ["plan", "debian-vm"],
		steps: [{ exit: true }],
		prompt: true,
	},
	{
		name: "doctor",
		cols: 100,
		rows: 40,
		args: ["doctor"],
		steps: [{ exit: true }],
		prompt: true,
	},
	{
		name: "explorer",
		cols: 120,
		rows: 40,
		args: ["explore", "debian-minimal"],
		steps: [{ waitFor: "1 about" }, { press: ["8"] }, { waitFor: "Environment variables" }],
	},
	{
		name: "explorer-hook",
		cols: 120,
		rows: 40,
		args: ["explore", "bootloader"],
		steps: [
			{ waitFor: "1 about" },
			{ press: ["6"] },
			{ waitFor: "finalise.d" },
			{ press: ["G"] },
			{ waitFor: "❯   50-bootloader" },
			{ press: ["enter"] },
			{ waitFor: "set -eu" },
			{ press: ["/"] },
			{ waitFor: "enter keep" },
			{ type: "grub" },
			{ waitFor: "/ grub" },
			{ press: ["enter"] },
			{ waitFor: "n next" },
		],
	},
];
