import fc from "fast-check";
import type { BuildOptions } from "../../src/core/planning/build-options.js";
import { applyProfile, type ProfileSources } from "../../src/core/profile/options.js";
import type { Profile } from "../../src/core/profile/profile.js";
import { plainVariables } from "../../src/core/profile/variables.js";
import { optionsFromEnvironment } from "../../src/core/settings/from-environment.js";

const word = fc.stringMatching(/^[a-z][a-z0-9.+-]{0,8}$/);
const element = fc.constantFrom("vm", "debian-minimal", "devuser", "growroot", "block-device-efi", "nginx", "own-one");
/** Everything a shell or YAML could stumble over. */
const text = fc
	.oneof(
		fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }),
		fc.constantFrom(
			"it's",
			"$HOME",
			"a b",
			'"q"',
			"`x`",
			"x\ny",
			"#no",
			"a\\b",
			"漢字",
			"--x",
			"- y",
			"true",
			"1",
			"\\",
		),
	)
	.filter((value) => !/[\0\p{Surrogate}]/u.test(value));
const size = fc.oneof(
	fc.integer({ min: 1, max: 900 }).map((count) => `${count}GiB`),
	fc.integer({ min: 1, max: 90_000 }).map((count) => `${count}MiB`),
	fc.integer({ min: 2, max: 900 }).map((count) => `${count}.5GB`),
);
const reference = fc.oneof(
	fc.record({ "from-env": fc.constantFrom("TOKEN", "MY_HASH") }),
	fc.record({ "from-file": fc.constantFrom("/etc/secret", "/a b/key.txt") }),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const key = fc.constantFrom("/home/me/id.pub", "ssh-ed25519 AAAA me@x");
const variable = fc.constantFrom(
	...["SITE", "DIB_X", "DIB_DEBIAN_COMPONENTS", "DIB_IMAGE_EXTRA_SIZE", "DIB_NO_TMPFS", "DIB_GRUB_TIMEOUT"],
);

/** Any profile that has no variable of the options' own with a value that they refuse. */
export const anyProfile: fc.Arbitrary<Profile> = fc
	.record({
		version: fc.constant(1 as const),
		name: optional(word),
		release: optional(text),
		architecture: optional(fc.constantFrom("amd64", "arm64", "riscv64")),
		elements: optional(fc.uniqueArray(element, { maxLength: 4 })),
		"skip-base": optional(fc.boolean()),
		packages: optional(fc.uniqueArray(word, { maxLength: 3 })),
		variables: optional(
			fc
				.uniqueArray(fc.tuple(variable, text, reference, fc.boolean()), { selector: ([name]) => name, maxLength: 4 })
				.map((entries) => Object.fromEntries(entries.map(variableEntry))),
		),
		mirrors: optional(
			fc.record(
				{ debian: text, "debian-security": text, proxy: text, "apt-sources": fc.constant("/etc/s.list") },
				{ requiredKeys: [] },
			),
		),
		disk: optional(
			fc.record(
				{
					layout: fc.oneof(
						fc.constantFrom("mbr" as const, "gpt" as const, "efi" as const, "none" as const),
						fc.record({ config: text.filter((config) => !config.startsWith("file://")) }),
						fc.record({ file: fc.constant("/etc/disk.yaml") }),
					),
					size,
					"file-system": fc.constantFrom("ext4", "xfs"),
					"root-label": word,
					"mkfs-options": fc.constantFrom("", "-i 4096", "-O ^metadata_csum"),
					"journal-size": fc.constantFrom("16MiB", "64MiB", "1GB"),
				},
				{ requiredKeys: [] },
			),
		),
		outputs: optional(
			fc.uniqueArray(
				fc.record(
					{
						format: fc.constantFrom("qcow2" as const, "raw" as const),
						compression: fc.constantFrom("zstd" as const, "zlib" as const, "none" as const),
					},
					{ requiredKeys: ["format"] },
				),
				{ selector: ({ format }) => format, minLength: 1 },
			),
		),
		"image-name": optional(fc.oneof(word, fc.constantFrom("out/my image", "漢字"))),
		checksum: optional(fc.constantFrom(true, false, "md5" as const, "sha256" as const)),
		offline: optional(fc.boolean()),
		user: optional(
			fc.record({ name: word, "ssh-key": key, "password-hash": reference, sudo: fc.boolean() }, { requiredKeys: [] }),
		),
	})
	.map((profile) => JSON.parse(JSON.stringify(profile)) as Profile)
	.filter((profile) => {
		const layout = profile.disk?.layout;
		const fixed = profile.elements?.includes("block-device-efi") && typeof layout === "string" && layout !== "none";
		return !fixed || layout === "efi";
	});

function variableEntry([name, value, secret, isSecret]: [string, string, unknown, boolean]): [string, unknown] {
	if (name === "DIB_IMAGE_EXTRA_SIZE") return [name, "100"];
	if (name === "DIB_NO_TMPFS") return [name, "1"];
	return [name, isSecret ? secret : value];
}

/** The same for exports. */
export const files = {
	filePath: (file: string) => file,
	keyFile: () => "/keys/one.pub",
	sourceFolders: () => undefined,
};

/** Files are where they are said to be; a key given as text has one file; secrets have telling values. */
export const sources: ProfileSources = {
	placeOf: () => ({ file: "test" }),
	env: { TOKEN: "value of TOKEN", MY_HASH: "value of MY_HASH" },
	readText: (file) => `content of ${file}`,
	filePath: (file) => file,
	keyFile: () => "/keys/one.pub",
};

/** What of the options matters to a plan, comparable: the last value of each variable, elements in any order. */
export function essence({ argv: _argv, profile: _profile, program: _program, ...options }: BuildOptions) {
	const variables = Object.fromEntries(options.variables.map(({ name, value, secret }) => [name, { value, secret }]));
	const { compression, ...settings } = options.settings;
	return {
		...options,
		elements: [...options.elements].sort(),
		variables,
		settings: { ...settings, ...(options.formats.includes("qcow2") ? { compression } : {}) },
	};
}

/** The options of a profile, as `diskwright build` reads them. */
export function optionsOf(profile: Profile): BuildOptions {
	return applyProfile(optionsFromEnvironment("diskwright", plainVariables(profile), "/work"), profile, sources);
}
