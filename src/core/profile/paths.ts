import type { Profile } from "../profile.js";
import { isLocalOrigin } from "../source.js";
import { isKeyText } from "./options.js";

/** The profile with every path of a file in it changed: `extends` when it is one, keys, sources, layouts, secrets. */
export function mapPaths(profile: Profile, change: (path: string) => string): Profile {
	const { extends: base, sources: collections, variables, mirrors, disk, user } = profile;
	const sources = mirrors?.["apt-sources"];
	const key = user?.["ssh-key"];
	const layout = disk?.layout;
	const hash = user?.["password-hash"];
	const secret = <T>(value: T): T =>
		typeof value === "object" && value !== null && "from-file" in value
			? { ...value, "from-file": change(String(value["from-file"])) }
			: value;
	return {
		...profile,
		...(base && isProfilePath(base) ? { extends: change(base) } : {}),
		...(collections
			? {
					sources: collections.map((source) =>
						source.from && isLocalOrigin(source.from) ? { ...source, from: change(source.from) } : source,
					),
				}
			: {}),
		...(variables
			? { variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, secret(value)])) }
			: {}),
		...(sources ? { mirrors: { ...mirrors, "apt-sources": change(sources) } } : {}),
		...(typeof layout === "object" && "file" in layout
			? { disk: { ...disk, layout: { file: change(layout.file) } } }
			: {}),
		...(user
			? {
					user: {
						...user,
						...(key && !isKeyText(key) ? { "ssh-key": change(key) } : {}),
						...(hash ? { "password-hash": secret(hash) } : {}),
					},
				}
			: {}),
	};
}

/** True for what can only be the path of a profile: it has a slash or a YAML suffix. */
export function isProfilePath(text: string): boolean {
	return text.includes("/") || /\.ya?ml$/.test(text);
}
