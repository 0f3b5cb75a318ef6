import type { Plan } from "../planning/plan.js";
import type { Cure, KnownCause } from "./known-cause.js";

/** What decides how a cure is put. */
export interface BuildWords {
	/** The program that was typed. */
	readonly program: Plan["program"];
	/** Somebody has given the image a size. */
	readonly sized: boolean;
	/** What stands for words in capitals, where the failure says it: a variable, a package. */
	readonly found?: Readonly<Record<string, string>>;
}

const COMMAND = /diskwright build PROFILE((?: --[a-z-]+(?: (?!-)[^\s;)]*[^\s;,)])?)*)/;

/**
 * The cures of a cause in the words of the program that was typed: they are written with `diskwright build PROFILE FLAGS`,
 * which people who call DIB's programs have never seen. What those cannot do is left out.
 */
export function curesFor(cause: KnownCause, words: BuildWords): string[] {
	return cause.cure
		.filter((cure) => typeof cure === "string" || cure.sized === words.sized)
		.map((cure) => withWords(cureText(cure), words.found ?? {}))
		.flatMap((text) => {
			if (words.program === "diskwright") return [text];
			const said = text.replace(/, or under `variables:` in the profile$/, "");
			const flags = COMMAND.exec(said)?.[1];
			if (flags === undefined) return [said];
			const command = dibCommand(
				words.program,
				flags
					.trim()
					.split(/ (?=--)/)
					.filter(Boolean),
			);
			return command === undefined ? [] : [said.replace(COMMAND, () => command)];
		});
}

function withWords(text: string, found: Readonly<Record<string, string>>): string {
	return Object.entries(found).reduce(
		(said, [word, value]) => said.replace(new RegExp(`\\b${word}\\b`, "g"), () => value),
		text,
	);
}

/** A cure as it stands in the table of all. */
export function cureText(cure: Cure): string {
	return typeof cure === "string" ? cure : cure.text;
}

interface Spelling {
	/** Assignments before the program. */
	readonly env?: string;
	/** Options and elements behind it. */
	readonly args?: string;
}

/** How DIB's programs take what a flag of `diskwright build` says. */
const SPELLINGS: Readonly<Record<string, (value: string) => Spelling | undefined>> = {
	"--set": (value) => ({ env: value }),
	"--mirror": (url) => ({ env: `DIB_DISTRIBUTION_MIRROR=${url}` }),
	"--release": (name) => ({ env: `DIB_RELEASE=${name}` }),
	"--proxy": (url) => ({ env: `http_proxy=${url} https_proxy=${url}` }),
	"--size": (size) => ({ args: `--image-size ${Number.parseFloat(size)}` }),
	"--journal-size": (size) => ({ env: `DIB_JOURNAL_SIZE=${Number.parseFloat(size)}` }),
	"--file-system": (type) => ({ env: `FS_TYPE=${type}` }),
	"--root-label": (label) => ({ args: `--root-label ${label}` }),
	"--layout": (name) => ({ args: `block-device-${name}` }),
	"--no-tmpfs": () => ({ args: "--no-tmpfs" }),
	"--offline": () => ({ args: "--offline" }),
	"--on-failure": () => ({ env: "break=after-error" }),
};

/** Undefined where one of the flags has no counterpart. */
function dibCommand(program: string, flags: readonly string[]): string | undefined {
	const spelled = flags.map((flag) => {
		const [name = "", value = ""] = flag.split(" ");
		return SPELLINGS[name]?.(value);
	});
	if (spelled.includes(undefined)) return undefined;
	const words = (key: keyof Spelling) => spelled.flatMap((one) => one?.[key] ?? []);
	return [...words("env"), program, ...words("args"), "…"].join(" ");
}
