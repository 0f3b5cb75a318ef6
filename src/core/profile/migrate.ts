import { type Place, UserError } from "../errors.js";
import { PROFILE_VERSION } from "./profile.js";

type Data = Readonly<Record<string, unknown>>;

/** Steps from version n to n+1, by n. Version 1 is the first: an entry is added together with version 2. */
const STEPS: ReadonlyMap<number, (data: Data) => Data> = new Map();

/** Lifts the data of an older profile to the current version. Throws UserError for versions it does not know. */
export function migrate(data: Data, placeOf: (path: readonly string[]) => Place, steps = STEPS): Data {
	const { version } = data;
	if (version === undefined) {
		throw new UserError({
			code: "no-version",
			message: "The profile does not say which format version it is written in",
			place: placeOf([]),
			next: [`Add the line 'version: ${PROFILE_VERSION}'.`],
		});
	}
	if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
		throw new UserError({
			code: "bad-version",
			message: `'${String(version)}' is not a version of the profile format`,
			place: placeOf(["version"]),
			next: [`Write 'version: ${PROFILE_VERSION}'.`],
		});
	}
	if (version > PROFILE_VERSION) {
		throw new UserError({
			code: "newer-version",
			message: `The profile is of format version ${version}; this program knows versions up to ${PROFILE_VERSION}`,
			place: placeOf(["version"]),
			next: ["Update diskwright."],
		});
	}
	let current = data;
	for (let at = version; steps.has(at); at++) current = { ...steps.get(at)?.(current), version: at + 1 };
	return current;
}
