import { Document, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from "yaml";
import { inheritable } from "./merge.js";
import { type Profile, profileSchema } from "./profile.js";

/** A file of a chain of profiles: what it says itself. */
export interface ProfileLayer {
	readonly name: string;
	readonly profile: Profile;
}

/**
 * A profile with everything it extends, as YAML. What a layer below says is marked with its name. `layers` begin with the
 * profile's own one.
 */
export function showProfile(merged: Profile, layers: readonly ProfileLayer[]): string {
	const { extends: _extends, ...whole } = merged;
	const ordered = Object.keys(profileSchema.shape).filter((key) => key in whole);
	const document = new Document(Object.fromEntries(ordered.map((key) => [key, whole[key as keyof typeof whole]])));
	const inherited = new Set(Object.keys(inheritable(whole)));
	const origin = (says: (profile: Profile) => boolean) => {
		const index = layers.findIndex(({ profile }) => says(profile));
		return index > 0 ? ` ${layers[index]?.name}` : undefined;
	};
	for (const pair of (document.contents as YAMLMap<Scalar>).items)
		if (inherited.has(String(pair.key.value))) mark(pair, origin);
	return document.toString({ lineWidth: 0 });
}

type Origin = (says: (profile: Profile) => boolean) => string | undefined;

function mark({ key: { value: name }, value }: Pair<Scalar>, origin: Origin): void {
	const key = name as keyof Profile;
	if (isScalar(value)) value.comment = origin((profile) => profile[key] !== undefined);
	if (isSeq(value)) {
		for (const item of value.items) {
			const text = isScalar(item) ? item.value : undefined;
			const has = ({ [key]: list }: Profile) =>
				Array.isArray(list) && (text === undefined || list.includes(text as never));
			(item as Scalar).comment = origin(has);
		}
	}
	if (!isMap(value)) return;
	for (const inner of value.items as Pair<Scalar, Scalar>[]) {
		const innerKey = inner.key.value as string;
		const has = ({ [key]: map }: Profile) => typeof map === "object" && innerKey in map;
		if (inner.value) inner.value.comment = origin(has);
	}
}
