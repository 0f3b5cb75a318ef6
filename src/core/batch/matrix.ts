import { UserError } from "../errors.js";
import { architectureName } from "../host/architecture.js";
import { given } from "../values/given.js";

/** What several builds were asked for by: each profile in each release for each architecture. */
export interface MatrixRequest {
	/** As typed; none for builds from elements alone. */
	readonly profiles: readonly string[];
	/** Elements that every build has besides, as typed. */
	readonly elements: readonly string[];
	/** Absent: what each profile says. */
	readonly releases?: readonly string[];
	readonly architectures?: readonly string[];
}

/** One build of several. */
export interface MatrixCell {
	/** Tells it from the others: `web-trixie-arm64`. */
	readonly name: string;
	/** What stands behind the name of its image, where several would have the same: `-trixie-arm64`. */
	readonly suffix: string;
	/** As for `diskwright build` of this one alone. */
	readonly targets: readonly string[];
	readonly profile?: string;
	readonly release?: string;
	readonly architecture?: string;
}

/** More at once were typed by mistake. */
export const MOST_BUILDS = 500;

/**
 * The values of a flag that may name several, separated by commas. Throws UserError `empty-value` and `named-twice`; `sameAs`
 * tells the one name of a value that has several.
 */
export function parseValues(
	flag: string,
	text: string,
	sameAs: (value: string) => string = (value) => value,
): string[] {
	const values = text.split(",").map((value) => value.trim());
	if (values.includes("")) {
		throw new UserError({
			code: "empty-value",
			message: `${flag} is '${text}': ${values.length === 1 ? "it is empty" : "one of its values is empty"}`,
			next: [`Write them with a comma between two: ${flag} ${values.filter(Boolean).join(",") || "NAME"}`],
		});
	}
	assertOnce(flag, values, sameAs);
	return values;
}

/** `arm64` and `aarch64` are one. */
export const parseArchitectures = (text: string): string[] => parseValues("--arch", text, architectureName);
export const parseReleases = (text: string): string[] => parseValues("--release", text);

function assertOnce(what: string, values: readonly string[], sameAs: (value: string) => string): void {
	const twice = values.find((value, index) => values.findIndex((other) => sameAs(other) === sameAs(value)) < index);
	if (twice === undefined) return;
	const first = values.find((other) => sameAs(other) === sameAs(twice)) as string;
	const also = first === twice ? "" : `, which is ${first}`;
	throw new UserError({
		code: "named-twice",
		message: `${what} names ${twice} twice${also}`,
		next: ["Name it once: a build cannot run beside itself."],
	});
}

/** All builds of a request, in the order in which they begin. Throws UserError. */
export function expandMatrix({ profiles, elements, releases, architectures }: MatrixRequest): MatrixCell[] {
	assertOnce("the command line", profiles, (profile) => profile);
	const count = Math.max(1, profiles.length) * (releases?.length ?? 1) * (architectures?.length ?? 1);
	if (count > MOST_BUILDS) {
		throw new UserError({
			code: "too-many-builds",
			message: `These are ${count} builds, and at most ${MOST_BUILDS} can be started at once`,
			next: ["Start them in parts."],
		});
	}
	const names = shortNames(profiles);
	const firsts = profiles.length > 0 ? profiles : [undefined];
	return firsts.flatMap((profile, index) =>
		(releases ?? [undefined]).flatMap((release) =>
			(architectures ?? [undefined]).map((architecture) => {
				const varied = [
					...(release !== undefined && (releases?.length ?? 0) > 1 ? [release] : []),
					...(architecture !== undefined && (architectures?.length ?? 0) > 1 ? [architecture] : []),
				];
				const first = names[index] ?? (varied.length > 0 ? [] : [elements.join("+")]);
				return {
					name: [first, ...varied].flat().join("-"),
					suffix: varied.map((part) => `-${part}`).join(""),
					targets: [...(profile === undefined ? [] : [profile]), ...elements],
					...given("profile", profile),
					...given("release", release),
					...given("architecture", architecture),
				};
			}),
		),
	);
}

/** Profiles by their names, those of one name by their paths. */
function shortNames(profiles: readonly string[]): string[] {
	const short = profiles.map((profile) => profile.replace(/^.*\//, "").replace(/\.ya?ml$/, "") || profile);
	return short.map((name, index) =>
		short.filter((other) => other === name).length > 1 ? (profiles[index] as string) : name,
	);
}
