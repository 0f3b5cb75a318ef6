import type { Profile } from "../profile.js";

/** Where a secret lies until the build starts (design §7). */
export type Reference = { readonly "from-env": string } | { readonly "from-file": string };

/** What a variable of a profile gets its value from. Files are as written: relative to the profile. */
export type VariableValue =
	| { readonly text: string }
	/** The path of a file, after `prefix`. */
	| { readonly file: string; readonly prefix?: string }
	/** The path of a file with this public key: the key itself, or a file. */
	| { readonly key: string }
	| { readonly secret: Reference };

/** A variable that a profile sets for the elements. */
export interface ProfileVariable {
	readonly name: string;
	readonly value: VariableValue;
	/** Where it stands in the profile. */
	readonly path: readonly string[];
}

/** Everything that a profile says by variables, in the order in which later ones win. */
export function profileVariables(profile: Profile): ProfileVariable[] {
	const { release, mirrors, user, disk } = profile;
	const text = (name: string, value: string | undefined, ...path: string[]): ProfileVariable[] =>
		value === undefined ? [] : [{ name, value: { text: value }, path }];
	const sources = mirrors?.["apt-sources"];
	const key = user?.["ssh-key"];
	const hash = user?.["password-hash"];
	const layout = typeof disk?.layout === "object" ? disk.layout : undefined;
	return [
		...text("DIB_RELEASE", release, "release"),
		...text("DIB_DISTRIBUTION_MIRROR", mirrors?.debian, "mirrors", "debian"),
		...text("DIB_DEBIAN_SECURITY_MIRROR", mirrors?.["debian-security"], "mirrors", "debian-security"),
		...text("http_proxy", mirrors?.proxy, "mirrors", "proxy"),
		...text("https_proxy", mirrors?.proxy, "mirrors", "proxy"),
		...(sources ? [{ name: "DIB_APT_SOURCES", value: { file: sources }, path: ["mirrors", "apt-sources"] }] : []),
		...text("DIB_DEV_USER_USERNAME", user?.name, "user", "name"),
		...(key ? [{ name: "DIB_DEV_USER_AUTHORIZED_KEYS", value: { key }, path: ["user", "ssh-key"] }] : []),
		...text("DIB_DEV_USER_PWDLESS_SUDO", user && (user.sudo === false ? "" : "yes"), "user", "sudo"),
		...(hash ? [{ name: "DIB_DEV_USER_PASSWORD", value: { secret: hash }, path: ["user", "password-hash"] }] : []),
		...Object.entries(profile.variables ?? {}).map(([name, value]) => ({
			name,
			value: typeof value === "string" ? { text: value } : { secret: value },
			path: ["variables", name],
		})),
		...(layout
			? [
					{
						name: "DIB_BLOCK_DEVICE_CONFIG",
						value: "config" in layout ? { text: layout.config } : { file: layout.file, prefix: "file://" },
						path: ["disk", "layout"],
					},
				]
			: []),
	];
}

/** The elements of a profile, with those that its layout (contract §9.1) and its user stand for. */
export function profileElements({ elements = [], disk, user }: Profile): string[] {
	const layout = typeof disk?.layout === "string" && disk.layout !== "none" ? [`block-device-${disk.layout}`] : [];
	return [...new Set([...elements, ...layout, ...(user ? ["devuser"] : [])])];
}

/**
 * The variables whose values the profile itself holds. They count like the caller's environment for what options read
 * from there, such as DIB_IMAGE_EXTRA_SIZE or MKFS_OPTS; HOME is the person's alone.
 */
export function plainVariables(profile: Profile): Record<string, string> {
	const plain = Object.entries(profile.variables ?? {}).filter(
		(entry): entry is [string, string] => typeof entry[1] === "string" && entry[0] !== "HOME",
	);
	return Object.fromEntries(plain);
}
