import { describe, expect, test } from "vitest";
import type { Catalogue, Element, ElementMeta } from "../../../src/core/element/element.js";
import { compilePlan, type PlanInput } from "../../../src/core/planning/compile-plan.js";
import { planText } from "../../../src/core/planning/plan-text.js";
import { optionsFromEnvironment } from "../../../src/core/settings/from-environment.js";

const place = { file: "element.yaml" };
const meta = (part: Partial<ElementMeta>): ElementMeta => ({
	title: "t",
	category: "other",
	variables: {},
	finalFilesystem: {},
	tools: [],
	place,
	...part,
});

function element(name: string, part: Partial<Element> = {}): Element {
	return { name, path: `/e/${name}`, collection: "/e", deps: [], provides: [], files: {}, dirs: {}, ...part };
}
const hook = (phase: string, ...names: string[]) => ({
	[`${phase}.d`]: Object.fromEntries(names.map((name) => [name, { kind: "exec" as const }])),
});

const CATALOGUE = [
	element("base", { dirs: hook("install", "10-base") }),
	element("vm", { deps: ["block-device"] }),
	element("block-device-mbr", { provides: ["block-device"] }),
	element("no-final-image"),
	element("ramdisk", { dirs: hook("cleanup", "99-extract") }),
	element("os", {
		provides: ["operating-system"],
		dirs: { ...hook("root", "10-os"), ...hook("install", "50-x", "09-y", "not run.sh~") },
		meta: meta({
			operatingSystem: {
				distribution: "debian",
				releases: [{ name: "trixie" }, { name: "bookworm" }],
				architectures: ["amd64", "arm64"],
			},
			variables: {
				DIB_KNOWN: { type: "string", meaning: "m", secret: false },
				DIB_HUSH: { type: "string", meaning: "m", secret: true },
			},
		}),
	}),
	element("devuser"),
	element("bootloader"),
];

type Options = PlanInput["options"];
function compile(
	part: Partial<Omit<Options, "settings">> & { settings?: Partial<Options["settings"]> },
	env: Record<string, string> = {},
	more: Partial<PlanInput> = {},
	shadowed: Catalogue["shadowed"] = [],
) {
	const defaults = optionsFromEnvironment(part.program ?? "disk-image-create", env, "/work");
	const catalogue: Catalogue = {
		path: ["/e"],
		elements: new Map(CATALOGUE.map((one) => [one.name, one])),
		sources: [],
		shadowed,
		problems: [],
	};
	return compilePlan({
		options: { ...defaults, elements: ["os"], ...part, settings: { ...defaults.settings, ...part.settings } },
		catalogue,
		env,
		cwd: "/work",
		hostArchitecture: "amd64",
		hostVariables: () => [],
		readText: (file) => {
			throw new Error(file);
		},
		hookText: () => "",
		textOf: () => "echo $DIB_MENTIONED",
		neededTools: () => [],
		...more,
	});
}

const variable = (compiled: ReturnType<typeof compile>, name: string) =>
	compiled.plan.environment.find((one) => one.name === name);
const codes = (compiled: ReturnType<typeof compile>) => compiled.plan.warnings.map(({ code }) => code);

describe("compilePlan", () => {
	test("selects, orders hooks, and hands the elements on sorted", () => {
		const { plan, elements } = compile({ elements: ["vm", "os"] });
		expect(plan.resolution.requested).toEqual(["base", "vm", "os", "block-device-mbr"]);
		expect(elements.map(({ name }) => name)).toEqual(["base", "block-device-mbr", "os", "vm"]);
		const install = plan.phases.find(({ phase }) => phase === "install");
		expect(install?.hooks.map(({ name, element: from }) => [name, from])).toEqual([
			["09-y", "os"],
			["10-base", "base"],
			["50-x", "os"],
		]);
		expect(install?.ignored).toHaveLength(1);
		expect(plan.disk.source).toEqual({ kind: "fallback" });
		expect(plan.disk.mountPoints).toEqual(["/"]);
	});

	test.each(["", ".", "..", "dir/", "/", "a/.", "a/..", "sub/", "a\nb", "x".repeat(201), `${"x".repeat(201)}/a`])(
		"-o %j names no file and is refused",
		(imageName) => {
			for (const program of ["disk-image-create", "ramdisk-image-create", "diskwright"] as const) {
				expect(() => compile({ imageName, program })).toThrow(expect.objectContaining({ code: "image-name" }));
			}
		},
	);

	test("many elements that override others are told in one line, two of them one by one", () => {
		const told = (names: string[]) => {
			const shadowed = names.map((name) => ({ name, winner: `/a/${name}`, loser: `/b/${name}` }));
			return compile({ elements: ["vm", "os"] }, {}, {}, shadowed).plan.warnings.map(({ message }) => message);
		};
		expect(told(["os", "vm"])).toEqual(["Element /a/os overrides /b/os", "Element /a/vm overrides /b/vm"]);
		expect(told(["os", "vm", "base", "devuser"])).toEqual([
			"3 elements override others of the same name: base, os, vm",
		]);
	});

	test("a /boot with a label is warned of where the boot loader writes boot=LABEL=", () => {
		const config = `- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: gpt
    partitions:
      - { name: boot, size: 1GiB, mkfs: { type: ext4, label: boot, mount: { mount_point: /boot } } }
      - { name: root, size: 100%, mkfs: { type: ext4, mount: { mount_point: / } } }
`;
		const told = (text: string) =>
			codes(compile({ elements: ["os", "bootloader"] }, { DIB_BLOCK_DEVICE_CONFIG: config }, { textOf: () => text }));
		expect(told('LINUX="boot=LABEL=$DIB_BOOT_LABEL DIB_BLOCK_DEVICE_CONFIG"')).toContain("labelled-boot");
		expect(told("search --label $DIB_BOOT_LABEL")).not.toContain("labelled-boot");
	});

	test("a variable that a snippet cannot do without is asked for, unless a snippet or somebody gives it", () => {
		const snippet = (name: string, text: string) => ({
			...element(name, { dirs: { "environment.d": { [`10-${name}`]: { kind: "file" as const } } } }),
			text,
		});
		const needing = snippet("b-needs", ': "${DIB_URL:?an address}"\nexport X=$ARCH$DIB_ALSO\n');
		const compileWith = (
			elements: ReturnType<typeof snippet>[],
			env: Record<string, string>,
			program?: "diskwright",
		) => {
			const catalogue = {
				...{ path: ["/e"], sources: [], shadowed: [], problems: [] },
				elements: new Map([...CATALOGUE, ...elements].map((one) => [one.name, one])),
			};
			const names = ["os", ...elements.map(({ name }) => name)];
			const hookText = (file: string) => elements.find(({ path }) => file.startsWith(`${path}/`))?.text ?? "";
			return () => compile({ elements: names, ...(program ? { program } : {}) }, env, { catalogue, hookText });
		};
		const refusal = {
			code: "variable-missing",
			message: "The element b-needs needs the variable DIB_URL, which is not set: an address",
			place: { file: "/e/b-needs/environment.d/10-b-needs", line: 1 },
		};
		const others = "b-needs needs DIB_ALSO too: /e/b-needs/environment.d/10-b-needs:2";
		expect(compileWith([needing], {})).toThrow(
			expect.objectContaining({ ...refusal, next: ["Set it: DIB_URL=VALUE disk-image-create …", others] }),
		);
		expect(compileWith([needing], {}, "diskwright")).toThrow(
			expect.objectContaining({
				...refusal,
				next: [expect.stringContaining("diskwright build … --set DIB_URL=VALUE"), others],
			}),
		);
		expect(compileWith([needing], { DIB_URL: "", DIB_ALSO: "" })).toThrow("needs the variable DIB_URL, which is empty");
		expect(compileWith([needing], { DIB_URL: "x", DIB_ALSO: "" })).not.toThrow();
		const giving = snippet("a-gives", "export DIB_URL=x DIB_ALSO=y\n");
		expect(compileWith([giving, needing], {})).not.toThrow();
		const later = snippet("c-gives", "export DIB_URL=x DIB_ALSO=y\n");
		expect(compileWith([later, needing], {})).toThrow(expect.objectContaining(refusal));
		const reading = snippet("a-reads", "source /etc/site.conf\n");
		expect(compileWith([reading, needing], {}), "what that sets is not known").not.toThrow();
	});

	test.each([
		[{ DIB_CHECKSUM: "nonsense" }, 'DIB_CHECKSUM is "nonsense", which names no checksum: none will be made'],
		[{ DIB_OFFLINE: "0" }, "DIB_OFFLINE is '0', and any text means offline"],
		[{ DIB_NO_TMPFS: "false" }, "DIB_NO_TMPFS is 'false', and all but 0 means that memory is not used"],
		[
			{ OVERWRITE_OLD_IMAGE: "no" },
			"OVERWRITE_OLD_IMAGE is 'no', and all but 0 means that an older image is overwritten",
		],
		[{ DIB_SUDO: "no" }, "DIB_SUDO is 'no', and any text means yes"],
		[{ DIB_SECONDS: "5s" }, 'DIB_SECONDS is "5s", but must be a whole number, says the element os'],
		[{ DIB_STYLE: "loud" }, 'DIB_STYLE is "loud", but must be one of: quiet, short, says the element os'],
		[{ DIB_USE: "perhaps" }, 'DIB_USE is "perhaps", but must be yes or no (1, 0, true, false), says the element os'],
		[{ DIB_PIN: "nine" }, "DIB_PIN must be a whole number, says the element os"],
		[
			{ DIB_INSTALLTYPE_x: "pakage" },
			'DIB_INSTALLTYPE_x is "pakage", for which no selected element has an install folder',
		],
	])("%j builds as with DIB, and is warned of", (env, message) => {
		const variable = (type: ElementMeta["variables"][string]["type"], more = {}) =>
			({ type, meaning: "m", secret: false, ...more }) as const;
		const typed = element("os", {
			provides: ["operating-system"],
			meta: meta({
				variables: {
					...{ DIB_SECONDS: variable("integer"), DIB_STYLE: variable("enum", { values: ["quiet", "short"] }) },
					...{ DIB_USE: variable("boolean", { default: "1" }), DIB_SUDO: variable("boolean") },
					DIB_PIN: variable("integer", { secret: true }),
				},
			}),
		});
		const elements = new Map([...CATALOGUE, typed].map((one) => [one.name, one]));
		const catalogue = { path: ["/e"], sources: [], shadowed: [], problems: [], elements };
		const told = (given: Record<string, string>) =>
			compile({}, given, { catalogue }).plan.warnings.map((warning) => warning.message);
		expect(told(env as unknown as Record<string, string>)).toContain(message);
		const usual = { DIB_CHECKSUM: "md5,sha256", DIB_OFFLINE: "", DIB_NO_TMPFS: "0", OVERWRITE_OLD_IMAGE: "1" };
		const fitting = {
			DIB_SUDO: "yes",
			DIB_SECONDS: "5",
			DIB_STYLE: "short",
			DIB_USE: "False",
			DIB_INSTALLTYPE_x: "package",
		};
		expect(told({ ...usual, ...fitting })).toEqual([]);
	});

	test("an architecture that nothing speaks of is refused with the known ones", () => {
		expect(() => compile({ architecture: "mips" })).toThrow(
			expect.objectContaining({
				code: "unknown-architecture",
				next: expect.arrayContaining([expect.stringContaining("amd64, arm64")]),
			}),
		);
		expect(() => compile({ architecture: "-x y" })).toThrow(/not known/);
		expect(() => compile({ architecture: "amd644" })).toThrow(
			expect.objectContaining({ next: expect.arrayContaining([expect.stringMatching(/Did you mean .*amd64/)]) }),
		);
	});

	test("an architecture that an element speaks of, that the host can run or that is its own is left alone", () => {
		const knows = compile({ architecture: "mips" }, {}, { textOf: () => 'case "$ARCH" in mips) ;; esac' });
		expect(knows.plan.architecture).toBe("mips");
		expect(compile({}, {}, { hostArchitecture: "mips" }).plan.architecture).toBe("mips");
		const support = { name: "mips", how: "emulated", detail: "" } as const;
		expect(compile({ architecture: "mips" }, {}, { support }).plan.architecture).toBe("mips");
		expect(() => compile({ architecture: "mips" }, {}, { textOf: () => "mipsel" })).toThrow(/not known/);
	});

	test.each(["nonsense", "http//x", "http:/x.example", "http://", "deb.example.org/debian", "http://a b/", "https:"])(
		"the mirror %j is refused",
		(value) => {
			for (const name of ["DIB_DISTRIBUTION_MIRROR", "DIB_DEBIAN_SECURITY_MIRROR"]) {
				expect(() => compile({}, { [name]: value })).toThrow(expect.objectContaining({ code: "bad-address" }));
				const variables = [{ name, value, secret: false, from: "profile" }] as const;
				expect(() => compile({ variables })).toThrow(new RegExp(name));
			}
		},
	);

	test.each([
		"http://m.example/debian",
		"https://u:p@m.example",
		"file:///srv",
		"/srv/m",
		"cdrom:[x]",
		"mirror+http://m",
		"",
	])("the mirror %j is left alone", (value) => {
		expect(compile({}, { DIB_DISTRIBUTION_MIRROR: value }).plan.architecture).toBe("amd64");
	});

	test.each([
		["nonsense", false],
		["http://p.example:3128", true],
		["p.example:3128", true],
	])("a flag or profile that says the proxy is %j: %j", (value, isGood) => {
		const build = () => compile({ variables: [{ name: "http_proxy", value, secret: false, from: "profile" }] });
		if (isGood) expect(build().plan.architecture).toBe("amd64");
		else expect(build).toThrow(/http_proxy is not an address/);
	});

	test.each(["book worm", "--help", "../x", "a\nb", "$(ls)"])("the release %j is refused", (release) => {
		expect(() => compile({}, { DIB_RELEASE: release })).toThrow(expect.objectContaining({ code: "bad-release" }));
	});

	test("a boot loader needs a root label that is one word", () => {
		const loader = { elements: ["os", "bootloader"] };
		expect(() => compile({ ...loader, settings: { rootLabel: "my root" } })).toThrow(
			expect.objectContaining({ code: "bad-root-label" }),
		);
		expect(compile({ settings: { rootLabel: "my root" } }).plan.disk.rootLabel).toBe("my root");
		expect(compile({ ...loader, settings: { rootLabel: "my-root_1" } }).plan.disk.rootLabel).toBe("my-root_1");
	});

	test.each([
		["foo.raw", ["raw"], "foo", ["foo.raw"]],
		["foo.raw", ["raw", "qcow2"], "foo.raw", ["foo.raw.qcow2", "foo.raw.raw"]],
		["out/foo.qcow2", ["qcow2"], "out/foo", ["out/foo.qcow2"]],
		["foo.raw", ["qcow2"], "foo.raw", ["foo.raw.qcow2"]],
		["a b", ["qcow2"], "a b", ["a b.qcow2"]],
		["a.squashfs", ["squashfs"], "a", ["a.squash"]],
		["a", ["raw", "vmdk", "tgz", "tar"], "a", ["a.tgz", "a.tar", "a.vmdk", "a.raw"]],
		[".raw", ["raw"], ".raw", [".raw.raw"]],
	] as const)("-o %s -t %j names the image %s (contract §2.8 step 9)", (imageName, formats, name, files) => {
		const { plan } = compile({ imageName, formats });
		expect(plan.imageName).toBe(name);
		expect(plan.outputs.map(({ file }) => file)).toEqual(files);
	});

	test("no-final-image and ramdisks make no image", () => {
		expect(compile({ elements: ["os", "no-final-image"] }).plan.outputs).toEqual([]);
		expect(compile({ elements: ["os"] }).plan.settings.finalImage).toBe(true);
		const archives = compile({ elements: ["os", "no-final-image"], formats: ["qcow2", "tgz"] });
		expect(archives.plan.outputs).toEqual([{ format: "tgz", file: "image.tgz" }]);
	});

	test("a ramdisk's page tells of no disk, and of the files that its hooks name", () => {
		const ramdisk = { ramdiskElement: "ramdisk", settings: { finalImage: false, ramdisk: true } };
		const { plan } = compile(ramdisk, {}, { hookText: () => 'mv x "$IMAGE_NAME.kernel"\n' });
		expect(plan.resolution.requested).toEqual(["ramdisk", "base", "os"]);
		expect(plan.outputs).toEqual([]);
		expect(plan.hookFiles).toEqual([{ file: "image.kernel", element: "ramdisk" }]);
		const page = planText(plan);
		expect(page).toContain("  architecture amd64, no disk image: a ramdisk is built\n");
		expect(page).toContain("\nOutputs\n  image.kernel  (by a hook of ramdisk)\n");
		expect(page).not.toContain("\nDisk\n");
		expect(planText(compile({}).plan)).toContain("\nDisk\n");
	});

	test("a docker archive needs a name, and the name must be one", () => {
		const target = (value: string) =>
			compile({
				formats: ["docker"],
				variables: [{ name: "DOCKER_TARGET", value, secret: false, from: "flag" }],
			}).plan.settings.dockerTarget;
		expect(target("localhost:5000/me/tiny_os:v1.0")).toBe("localhost:5000/me/tiny_os:v1.0");
		for (const wrong of ["", "Me/it", "me/it:", "me it", "me//it", "-x"])
			expect(() => target(wrong)).toThrow(/docker-target/);
		expect(() => compile({ formats: ["docker"] })).toThrow("Please set --docker-target.");
	});

	test("a boot test needs a disk", () => {
		const bootTest = { until: "login: ", timeoutSeconds: 1 };
		const { settings: usual } = optionsFromEnvironment("diskwright", {}, "/work");
		const settings = { ...usual, bootTest };
		expect(() => compile({ formats: ["tar"], settings })).toThrow("needs a disk image");
		expect(compile({ formats: ["tar", "vdi"], settings }).plan.outputs).toHaveLength(2);
	});

	test("-a stays as given, the host's architecture is the default", () => {
		expect(compile({ architecture: "x86_64" }).plan.architecture).toBe("x86_64");
		expect(compile({}).plan.architecture).toBe("amd64");
	});

	test("hooks get the whole environment of the caller but not its accidents (Q11)", () => {
		const { environment } = compile({}, { FOO: "bar", IMAGE_ELEMENT: "x", IMAGE_BLOCK_DEVICE: "/dev/sda", TEMP: "/t" });
		expect(environment).toMatchObject({ FOO: "bar", TEMP: "/t" });
		expect(environment).not.toHaveProperty("IMAGE_ELEMENT");
		expect(environment).not.toHaveProperty("IMAGE_BLOCK_DEVICE");
	});

	test("options are exported (contract §2.2)", () => {
		const { environment } = compile({
			argv: ["-n", "os"],
			skipBase: true,
			settings: { imageSize: 3, maxOnlineResize: "99", compression: "none", checksums: ["md5", "sha256"] },
		});
		expect(environment).toMatchObject({
			SKIP_BASE: "1",
			DIB_IMAGE_SIZE: "3",
			MAX_ONLINE_RESIZE: "99",
			COMPRESS_IMAGE: "",
			DIB_CHECKSUM: "1",
			DIB_ARGS: "-n os",
		});
		for (const name of ["SKIP_BASE", "COMPRESS_IMAGE"]) expect(compile({}).environment).not.toHaveProperty(name);
	});

	test("what DIB assigns shows where the caller has exported the variable", () => {
		const env = {
			COMPRESS_IMAGE: "x",
			DIB_GZIP_BIN: "",
			MKFS_OPTS: "-m 1",
			ROOT_LABEL: "r",
			DIB_DEFAULT_INSTALLTYPE: "",
		};
		const seen = { COMPRESS_IMAGE: "true", DIB_GZIP_BIN: "gzip", MKFS_OPTS: "-m 2", DIB_DEFAULT_INSTALLTYPE: "source" };
		const compiled = compile({ settings: { mkfsOptions: "-m 2" } }, env);
		expect(compiled.environment).toMatchObject({ ...seen, ROOT_LABEL: "r" });
		expect(variable(compiled, "ROOT_LABEL")).toMatchObject({ from: "caller" });
		expect(Object.keys(compile({}).environment).filter((name) => name in env)).toEqual([]);
	});

	test.each(["md5,sha256", "sha256", "2", "1", "0"])("DIB_CHECKSUM=%s reaches hooks as it is", (own) => {
		expect(compile({}, { DIB_CHECKSUM: own }).environment.DIB_CHECKSUM).toBe(own);
	});

	test("--install-type replaces the caller's variable at once, and otherwise waits for its snippet", () => {
		const settings = { installType: "package" };
		expect(compile({ settings }).environment).not.toHaveProperty("DIB_DEFAULT_INSTALLTYPE");
		expect(compile({ settings }, { DIB_DEFAULT_INSTALLTYPE: "source" }).environment).toMatchObject({
			DIB_DEFAULT_INSTALLTYPE: "package",
		});
		expect(compile({}, { DIB_DEFAULT_INSTALLTYPE: "own" }).environment.DIB_DEFAULT_INSTALLTYPE).toBe("own");
	});

	test("warns where the layout's own root file system counts more (Q31)", () => {
		const own = "{ name: mkfs_root, type: ext4, label: own, opts: -m 1, mount: { mount_point: / } }";
		const env = { DIB_BLOCK_DEVICE_CONFIG: `- local_loop: { name: image0, mkfs: ${own} }` };
		const settings = { fsType: "xfs", rootLabel: "mine", mkfsOptions: "-m 2" };
		expect(compile({ settings }, env).plan.warnings.map(({ message }) => message)).toEqual([
			expect.stringContaining("Not used: the file system xfs;"),
			expect.stringContaining("Not used: the root label mine;"),
			expect.stringContaining("Not used: the mkfs options -m 2;"),
		]);
		expect(codes(compile({}, { ...env, FS_TYPE: "ext3" }))).toEqual(["layout-wins"]);
		expect(codes(compile({}, env))).toEqual([]);
		expect(codes(compile({ settings }))).toEqual([]);
	});

	test("warns about break points that do not exist", () => {
		expect(codes(compile({}, { break: "before-install,after-error,after-cleanup" }))).toEqual([]);
		expect(compile({}, { break: "before-instal,now" }).plan.warnings).toEqual([
			expect.objectContaining({ code: "unknown-break-point", hint: "Did you mean before-install?" }),
			expect.objectContaining({ message: "break names 'now', where no build stops" }),
		]);
	});

	test("DIB_BLOCK_SIZE counts for every image, and must be a number", () => {
		expect(compile({}, { DIB_BLOCK_SIZE: "4096" }).plan.disk.blockSize).toBe(4096);
		expect(() => compile({}, { DIB_BLOCK_SIZE: "4k" })).toThrow("DIB_BLOCK_SIZE is '4k'");
	});

	test("the plan holds values of the profile, hashes of the caller, and no secret", () => {
		const compiled = compile(
			{
				argv: ["--set", "DIB_HUSH=hunter22"],
				variables: [
					{ name: "DIB_KNOWN", value: "v", secret: false, from: "profile" },
					{ name: "DIB_HUSH", value: "hunter22", secret: false, from: "flag" },
					{ name: "PLAIN", value: "from-a-file", secret: true, from: "profile" },
				],
			},
			{ GITHUB_TOKEN: "ghp_12345", CALLER: "abc", DIB_KNOWN: "other" },
		);
		expect(variable(compiled, "DIB_KNOWN")).toEqual({ name: "DIB_KNOWN", value: "v", secret: false, from: "profile" });
		expect(variable(compiled, "DIB_HUSH")).toEqual({ name: "DIB_HUSH", secret: true, from: "flag" });
		expect(variable(compiled, "PLAIN")).toEqual({ name: "PLAIN", secret: true, from: "profile" });
		expect(variable(compiled, "GITHUB_TOKEN")).toEqual({ name: "GITHUB_TOKEN", secret: true, from: "caller" });
		expect(variable(compiled, "CALLER")?.hash).toMatch(/^[0-9a-f]{12}$/);
		expect(compiled.secrets).toEqual(["DIB_HUSH", "GITHUB_TOKEN", "PLAIN"]);
		expect(compiled.environment).toMatchObject({ DIB_KNOWN: "v", DIB_HUSH: "hunter22", GITHUB_TOKEN: "ghp_12345" });
		const text = JSON.stringify(compiled.plan);
		for (const secret of ["hunter22", "ghp_12345", "from-a-file"]) expect(text).not.toContain(secret);
		expect(compiled.environment.DIB_ENV).toBe('declare -x DIB_ARGS="--set DIB_HUSH=***"\ndeclare -x DIB_KNOWN="v"');
		expect(compiled.environment.DIB_ARGS).toBe("--set DIB_HUSH=***");
	});

	test("the host's mirror counts only where nobody named one", () => {
		const hostVariables = () => [
			{ name: "DIB_DISTRIBUTION_MIRROR", value: "http://h", secret: false, from: "host" as const },
		];
		const mirror = (env: Record<string, string>) =>
			compile({}, env, { hostVariables }).environment.DIB_DISTRIBUTION_MIRROR;
		expect(mirror({})).toBe("http://h");
		expect(mirror({ DIB_DISTRIBUTION_MIRROR: "http://mine" })).toBe("http://mine");
	});

	test("warns about DIB_* variables that nothing reads", () => {
		const compiled = compile(
			{},
			{ DIB_KNWON: "1", DIB_MENTIONED: "1", DIB_RELEASE: "trixie", DIB_REPOREF_x: "1", OTHER: "1" },
		);
		expect(compiled.plan.warnings).toEqual([
			{
				code: "unknown-variable",
				message: "DIB_KNWON is set, but no selected element reads it",
				hint: "Did you mean DIB_KNOWN?",
			},
		]);
	});

	test("warns about releases and architectures the operating system does not list", () => {
		expect(codes(compile({}, { DIB_RELEASE: "trixy" }))).toEqual(["unknown-release"]);
		expect(codes(compile({ architecture: "x86_64" }))).toEqual([]);
		expect(codes(compile({ architecture: "s390x" }))).toEqual(["unknown-architecture"]);
	});

	test.each([
		["cache-url $URL $FILE", ["unverified-download"]],
		["cache-url $URL $FILE; extract-image a b c d; gpgv $FILE", []],
		["cache-url $URL $FILE; grep image SUMS | sha256sum --check -", []],
		["cache-verified $URL $FILE $SUMS_URL $SUMS", []],
		["debootstrap $RELEASE $ROOT", []],
	])("an operating system that does %j is warned about: %j", (script, warned) => {
		const textOf = ({ name }: Element) => (name === "os" ? script : "sha256sum of something else");
		expect(codes(compile({}, {}, { textOf }))).toEqual(warned);
		expect(codes(compile({}, { DIB_LOCAL_IMAGE: "/image" }, { textOf }))).not.toContain("unverified-download");
	});

	test("diskwright warns when nobody can log in", () => {
		const program = "diskwright" as const;
		expect(codes(compile({ program, elements: ["os", "no-final-image"] }))).toEqual([]);
		expect(codes(compile({ program }))).toEqual(["no-login"]);
		expect(codes(compile({ program, elements: ["os", "devuser"] }))).toEqual(["no-login"]);
		const key = { name: "DIB_DEV_USER_AUTHORIZED_KEYS", value: "/k", secret: false, from: "flag" as const };
		expect(codes(compile({ program, elements: ["os", "devuser"], variables: [key] }))).not.toContain("no-login");
	});

	test.each([
		[["nope"], "Element 'nope' not found"],
		[["vm"], "operating system"],
	])("%j cannot be planned", (elements, message) => {
		expect(() => compile({ elements, skipBase: true })).toThrow(message);
	});

	test("a broken disk configuration is found before the build", () => {
		expect(() => compile({}, { DIB_BLOCK_DEVICE_CONFIG: "- nonsense: {}" })).toThrow();
	});
});

describe("an environment that no program can be started with", () => {
	test("two variables of 100 kB each leave DIB_ENV room for the shorter ones, with a warning that names the longest", () => {
		const env = { DIB_ONE: "x".repeat(100_000), DIB_TWO: "y".repeat(100_001), DIB_KNOWN: "short" };
		const { plan, environment } = compile({}, env);
		expect(environment.DIB_ENV).toContain("declare -x DIB_KNOWN");
		expect(environment.DIB_ENV).toContain("declare -x DIB_ONE");
		expect(environment.DIB_ENV).not.toContain("DIB_TWO");
		expect(environment).toMatchObject(env);
		const [warning] = plan.warnings.filter(({ code }) => code === "long-variables");
		expect(warning?.message).toContain("DIB_TWO");
	});

	test("long arguments are left out of DIB_ARGS", () => {
		const argv = ["--set", `X=${"x".repeat(100_000)}`, "--set", `Y=${"y".repeat(100_001)}`, "os"];
		const { environment } = compile({ argv });
		expect(environment.DIB_ARGS?.length).toBeLessThan(128 * 1024);
		expect(environment.DIB_ARGS).toMatch(/ os$/);
	});

	const variable = (name: string, value: string) => ({ name, value, from: "flag" as const, secret: false });

	test("one variable above 128 KiB is refused by name and size, without its value", () => {
		const long = () => compile({ variables: [variable("DIB_LONG", "secret".repeat(30_000))] });
		expect(long).toThrow("DIB_LONG (176K)");
		expect(long).not.toThrow(/secretsecret/);
	});

	test("variables of more than 2 MiB together are refused, the largest named", () => {
		const many = Array.from({ length: 20 }, (_, index) => variable(`V${index}`, "x".repeat(100_000)));
		expect(() => compile({ variables: many })).toThrow(/V10 \(98K\).*together have/);
	});

	test("a NUL in a variable is refused by name", () => {
		expect(() => compile({ variables: [variable("DIB_NUL", "a\0b")] })).toThrow("DIB_NUL holds a NUL byte");
	});
});

describe("files of phase folders that look like hooks", () => {
	const warned = (names: Record<string, "exec" | "file" | "dir">, text = "") => {
		const mine = element("mine", {
			dirs: { "install.d": Object.fromEntries(Object.entries(names).map(([name, kind]) => [name, { kind }])) },
		});
		const { plan } = compile({ elements: ["os", "mine"] }, {}, withElement(mine, text));
		return plan.warnings.filter(({ code, message }) => code === "hook-ignored" && message.includes("of element mine"));
	};

	test("are warned of when their names have a dot, with the name that would run", () => {
		const found = warned({ "50-x.sh": "exec", "60-y.py": "file", "setup.sh": "exec" });
		expect(found.map(({ message }) => message.split(" ")[0])).toEqual([
			"install.d/50-x.sh",
			"install.d/60-y.py",
			"install.d/setup.sh",
		]);
		expect(found[0]?.hint).toBe("Names of hooks have no dot: rename it to 50-x.");
	});

	test("are passed over when they are texts, backups, data or named by another file", () => {
		expect(
			warned({ "README.md": "exec", "50-x.orig": "exec", "50-x~": "exec", "10-a.conf": "file", "50-d": "dir" }),
		).toEqual([]);
		expect(warned({ "50-x.sh": "exec" }, "cp $(dirname $0)/50-x.sh /usr/bin")).toEqual([]);
	});
});

test.each([
	["a directory", "a file", "dir", "exec"],
	["a file", "a directory", "exec", "dir"],
	["a directory", "a link to one", "dir", "link"],
] as const)("%s and %s of one hook's name are a duplicate, told before the build", (_a, _b, first, second) => {
	const entry = (kind: string) =>
		(kind === "link" ? { kind: "link", target: "/x", leadsTo: "dir" } : { kind }) as never;
	const [a, b] = [first, second].map((kind, index) =>
		element(`e${index}`, { dirs: { "install.d": { "50-same": entry(kind) } } }),
	) as [Element, Element];
	const elements = { ...withElement(a), catalogue: withElement(a, "", b).catalogue };
	expect(() => compile({ elements: ["os", "e0", "e1"] }, {}, elements)).toThrow(
		"There is a duplicated hook in your elements: /e/e0/install.d/50-same and /e/e1/install.d/50-same",
	);
});

/** A catalogue with elements of a test's own; `text` is what all files of an element say. */
function withElement(one: Element, text = "", ...more: Element[]): Partial<PlanInput> & { catalogue: Catalogue } {
	const elements = new Map([...CATALOGUE, one, ...more].map((known) => [known.name, known]));
	return {
		catalogue: { path: ["/e"], elements, sources: [], shadowed: [], problems: [] },
		textOf: (element: Element) => (element === one ? text : ""),
	};
}
