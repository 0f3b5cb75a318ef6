import type { Profile } from "../profile.js";
import { quoteWord, quoteWords } from "../shell/quote.js";
import { type Exported, shellReference } from "./export-dib.js";
import type { ExportFiles } from "./image-definition.js";
import { isKeyText } from "./options.js";
import { isProfilePath } from "./paths.js";

/**
 * The `diskwright build` command for a draft: the profile it extends, and flags for what the draft says beyond that. A
 * draft that extends nothing is built from its elements. `title` and `distribution` do not matter to a build.
 */
export function buildCommand(draft: Profile, files: Pick<ExportFiles, "filePath">): Exported {
	const base = draft.extends;
	const target = base === undefined ? [] : [isProfilePath(base) ? files.filePath(base) : base];
	const words = ["diskwright", "build", ...target, ...(draft.elements ?? []), ...flagsOf(draft, files)];
	return { text: [quoteWords(words), ...assignments(draft, files)].join(" "), leftOut: leftOut(draft) };
}

function flagsOf(draft: Profile, { filePath }: Pick<ExportFiles, "filePath">): string[] {
	const { mirrors, disk, user, outputs } = draft;
	const layout = disk?.layout;
	const sources = mirrors?.["apt-sources"];
	const key = user?.["ssh-key"];
	const test = draft["boot-test"];
	const until = typeof test === "object" ? test.until : undefined;
	const qcow2 = outputs?.find(({ format }) => format === "qcow2");
	// Outputs of a draft replace those of its base with their compression.
	const compression = qcow2 && (qcow2.compression ?? (draft.extends === undefined ? undefined : "zstd"));
	const value = (flag: string, given: string | undefined) => (given === undefined ? [] : [flag, given]);
	const joined = (flag: string, given: string | undefined) => (given === undefined ? [] : [`${flag}=${given}`]);
	return [
		...value("-o", draft["image-name"] ?? draft.name),
		...value("--arch", draft.architecture),
		...value("--release", draft.release),
		...(draft.sources ?? []).flatMap(({ name, commit }) => ["--source", commit ? `${name}@${commit}` : name]),
		...(user && !user.name && !key ? ["--element", "devuser"] : []),
		...(draft["skip-base"] ? ["--skip-base"] : []),
		...value("--package", draft.packages?.length ? draft.packages.join(",") : undefined),
		...value("--user", user?.name),
		...value("--ssh-key", key === undefined || isKeyText(key) ? key : filePath(key)),
		...value("--mirror", mirrors?.debian),
		...value("--security-mirror", mirrors?.["debian-security"]),
		...value("--proxy", mirrors?.proxy),
		...value("--apt-sources", sources && filePath(sources)),
		...(draft.offline ? ["--offline"] : []),
		...value("--size", disk?.size),
		...value("--layout", typeof layout === "string" ? layout : undefined),
		...value("--layout", typeof layout === "object" ? layoutValue(layout, draft, filePath) : undefined),
		...value("--file-system", disk?.["file-system"]),
		...value("--root-label", disk?.["root-label"]),
		...joined("--mkfs-options", disk?.["mkfs-options"]),
		...value("--journal-size", disk?.["journal-size"]),
		...value("--format", outputs && [...new Set(outputs.map(({ format }) => format))].join(",")),
		...value("--qcow2-compression", compression),
		...(draft.checksum === true ? ["--checksum"] : joined("--checksum", draft.checksum || undefined)),
		...value("--keep-older", draft["keep-older"]?.toString()),
		...value("--on-failure", draft["on-failure"]),
		...value("--task-timeout", draft["task-timeout"]),
		...(test && until === undefined ? ["--boot-test"] : joined("--boot-test", until)),
	];
}

/** A configuration as text has no flag of its own; it only takes the layout of the base away. */
function layoutValue(
	layout: { readonly file: string } | { readonly config: string },
	draft: Profile,
	filePath: ExportFiles["filePath"],
): string | undefined {
	if ("file" in layout) return filePath(layout.file);
	return draft.extends === undefined ? undefined : "none";
}

/** Values for `--set`, quoted: secrets are read by the shell. */
function assignments(draft: Profile, files: Pick<ExportFiles, "filePath">): string[] {
	const { variables = {}, disk, user } = draft;
	const layout = disk?.layout;
	const all = {
		...(user && (user.sudo === false || (!user.name && !user["ssh-key"]))
			? { DIB_DEV_USER_PWDLESS_SUDO: user.sudo === false ? "" : "yes" }
			: {}),
		...(user?.["password-hash"] ? { DIB_DEV_USER_PASSWORD: user["password-hash"] } : {}),
		...variables,
		...(typeof layout === "object" && "config" in layout ? { DIB_BLOCK_DEVICE_CONFIG: layout.config } : {}),
	};
	return Object.entries(all).map(([name, value]) =>
		typeof value === "string"
			? `--set ${quoteWord(`${name}=${value}`)}`
			: `--set ${name}=${shellReference(value, files)}`,
	);
}

function leftOut(draft: Profile): string[] {
	const { "boot-test": test } = draft;
	const off = (["skip-base", "offline", "checksum", "boot-test"] as const).filter((key) => draft[key] === false);
	return [
		...(draft.extends === undefined
			? []
			: off.map((key) => `'${key}: false' has no flag; save the profile to keep it`)),
		...(typeof test === "object" && test.timeout
			? ["'boot-test.timeout' has no flag; save the profile to keep it"]
			: []),
	];
}
