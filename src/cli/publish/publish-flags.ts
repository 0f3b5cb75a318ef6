import { UserError } from "../../core/errors.js";
import { parseDuration } from "../../core/planning/quantities.js";
import { completeRule, type PlannedPublication } from "../../core/publish/planned-publication.js";
import {
	METHODS,
	OLDER,
	OWN_ATTRIBUTES,
	type PublishRule,
	parseTarget,
	VISIBILITIES,
} from "../../core/publish/publish-rule.js";
import { given } from "../../core/values/given.js";

/** What `diskwright publish` takes. */
export interface PublishFlags {
	readonly to?: readonly string[];
	readonly name?: string;
	readonly region?: string;
	readonly format?: string;
	readonly visibility?: string;
	readonly protected?: boolean;
	readonly tag?: readonly string[];
	readonly property?: readonly string[];
	readonly minDisk?: string;
	readonly minRam?: string;
	readonly keep?: string;
	readonly maxAge?: string;
	readonly older?: string;
	readonly method?: string;
	readonly url?: string;
	readonly store?: readonly string[];
	readonly dryRun?: boolean;
	readonly json?: boolean;
}

/**
 * The rules of a command line, one a target; without a target those of the profile that the image was made by (`planned`). What a
 * profile says of a target counts where no flag says otherwise. Throws UserError.
 */
export function rulesOf(flags: PublishFlags, name: string, planned: readonly PlannedPublication[] = []): PublishRule[] {
	const said = saidBy(flags);
	if (said.method === "web-download" && flags.url === undefined) {
		throw bad("--method web-download needs the address of the image", "Add: --url https://…/image.qcow2");
	}
	if (said.name === "" || (said.name ?? name).length > 255)
		throw bad("A name has 1 to 255 characters", "Give another: --name NAME");
	for (const to of flags.to ?? []) parseTarget(to);
	const wanted =
		flags.to?.flatMap((to): PlannedPublication[] => {
			const known = planned.filter((one) => one.to === to);
			return known.length > 0 ? known : [{ to, afterBuild: false }];
		}) ?? planned;
	return wanted.map((one) => ({ ...completeRule(one, name), ...said }));
}

/** What flags say, and no more. */
function saidBy(flags: PublishFlags): Partial<PublishRule> {
	return {
		...given("name", flags.name),
		...given(
			"method",
			oneOf("--method", flags.method, METHODS) ?? (flags.url === undefined ? undefined : "web-download"),
		),
		...given("tags", flags.tag),
		...given("stores", flags.store),
		...given("properties", flags.property && Object.fromEntries(flags.property.map(property))),
		...given("protected", flags.protected),
		...given("region", flags.region),
		...given("format", flags.format),
		...given("visibility", oneOf("--visibility", flags.visibility, VISIBILITIES)),
		...given("older", oneOf("--older", flags.older, OLDER)),
		...given("minDisk", count("--min-disk", flags.minDisk, 0)),
		...given("minRam", count("--min-ram", flags.minRam, 0)),
		...given("keep", atKeep(flags.keep)),
		...given("maxAgeSeconds", flags.maxAge === undefined ? undefined : parseDuration(flags.maxAge)),
		...given("url", flags.url),
	};
}

/** What `--keep` says. Throws UserError. */
export const atKeep = (text: string | undefined) => count("--keep", text, 1);

function property(text: string): [string, string] {
	const at = text.indexOf("=");
	if (at > 0 && OWN_ATTRIBUTES.has(text.slice(0, at)))
		throw bad(`--property ${text.slice(0, at)} is no property of its own`, "diskwright publish --help");
	if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
	throw bad(`--property ${text} has no value`, "Write it like --property os_admin_user=debian");
}

function count(flag: string, text: string | undefined, least: number): number | undefined {
	if (text === undefined) return undefined;
	const number = Number(text);
	if (text.trim() !== "" && Number.isInteger(number) && number >= least) return number;
	throw bad(`${flag} needs a whole number from ${least} on, not '${text}'`, "diskwright publish --help");
}

function oneOf<Word extends string>(flag: string, text: string | undefined, words: readonly Word[]): Word | undefined {
	if (text === undefined) return undefined;
	const word = words.find((one) => one === text);
	if (word !== undefined) return word;
	throw bad(`${flag} is '${text}'`, `Use one of: ${words.join(", ")}`);
}

const bad = (message: string, next: string) => new UserError({ code: "bad-value", message, next: [next] });
