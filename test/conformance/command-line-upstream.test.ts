import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDibArguments } from "../../src/core/dib/parse-arguments.js";
import { planEnvironment } from "../../src/core/planning/environment.js";
import { prepareRequest } from "../../src/core/resolve/prepare.js";
import { temporaryFolder } from "../support/elements.js";

const LIBRARY = "/usr/lib/python3/dist-packages/diskimage_builder/lib";
const CASES = 150;
/** Another one looks at other command lines. */
const SEED = Number(process.env.COMMAND_LINE_SEED ?? 20_251_125);

const some = (...texts: string[]) => fc.constantFrom(...texts);
const VALUED: Readonly<Record<string, fc.Arbitrary<string>>> = {
	"-a": some("amd64", "x86_64", "arm", ""),
	"-o": some("out", "out.raw", "a/b.tar", "a b", ""),
	"-t": some("raw", "qcow2", "raw,qcow2", "tar", "raw,"),
	"-p": some("vim", "vim,git", "a b,c", "", ",", "x,,y"),
	"--image-size": some("5", "1.5", ""),
	"--max-online-resize": some("1000", "10"),
	"--min-tmpfs": some("1", "4", ""),
	"--mkfs-options": some("-m 1", "-O ^x -m 1"),
	"--qemu-img-options": some("a=b", ""),
	"--ramdisk-element": some("dracut-ramdisk", "r s", ""),
	"--root-label": some("label", "a b"),
	"--install-type": some("package", "source"),
	"--docker-target": some("me/it", ""),
	"--logfile": some("log", ""),
};
const shortened = (name: string) =>
	name.startsWith("--") ? fc.integer({ min: 3, max: name.length }).map((end) => name.slice(0, end)) : fc.constant(name);
const joined = (name: string, value: string) => [`${name}${name.startsWith("--") ? "=" : ""}${value}`];
const option = fc
	.constantFrom(...Object.keys(VALUED))
	.chain((name) => fc.tuple(shortened(name), VALUED[name] as fc.Arbitrary<string>, fc.boolean()))
	.map(([name, value, one]) => (one && value ? joined(name, value) : [name, value]));
const flag = some("-x", "-u", "-n", "-xun", "--checksum", "--no-tmpfs", "--offline", "--off", "--check").map((x) => [
	x,
]);
const odd = some("-", "--", "--bogus", "-z", "--offline=1", "--m", "--help", "--vers", "-a", "--root-label").map(
	(x) => [x],
);
const element = some("os", "vm", "a", "b", "block-device-efi", "").map((name) => [name]);
const argv = fc
	.array(
		fc.oneof(
			{ weight: 5, arbitrary: option },
			{ weight: 3, arbitrary: flag },
			{ weight: 6, arbitrary: element },
			{ weight: 1, arbitrary: odd },
		),
		{ minLength: 1, maxLength: 7 },
	)
	.map((words) => words.flat());

const VARIABLES: Readonly<Record<string, fc.Arbitrary<string>>> = {
	...{
		ARCH: some("arm64", ""),
		IMAGE_NAME: some("mine.raw", ""),
		IMAGE_TYPES: some("raw"),
		SKIP_BASE: some("1", "0", ""),
	},
	...{ INSTALL_PACKAGES: some("emacs"), COMPRESS_IMAGE: some("", "x"), DIB_CHECKSUM: some("1", "md5", "2") },
	...{ DIB_IMAGE_SIZE: some("3", ""), MAX_ONLINE_RESIZE: some("77"), RAMDISK_ELEMENT: some("mine", "") },
	...{ DIB_DEFAULT_INSTALLTYPE: some("package", ""), DOCKER_TARGET: some("env/it"), LOGFILE: some("env.log") },
	...{ QEMU_IMG_OPTIONS: some("q=1", ""), DIB_GZIP_BIN: some("pigz", ""), POSIXLY_CORRECT: some("1") },
};
const environment = fc
	.uniqueArray(fc.constantFrom(...Object.keys(VARIABLES)), { maxLength: 5 })
	.chain((names) =>
		fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), VARIABLES[name] as fc.Arbitrary<string>))),
	)
	.map((pairs): Record<string, string> => Object.fromEntries(pairs));
const program = fc.constantFrom("disk-image-create" as const, "ramdisk-image-create" as const);

test(`an installed diskimage-builder understands random command lines in the same way (seed ${SEED})`, () => {
	const home = temporaryFolder();
	const library = stoppedBeforeBuilding(join(home, "lib"));
	const cases = fc.sample(fc.record({ program, argv, environment }), { seed: SEED, numRuns: CASES });
	const counts: Record<string, number> = {};
	for (const one of cases) {
		const env = { PATH: process.env.PATH ?? "/usr/bin", HOME: home, ...one.environment };
		const expected = upstream(one.program, one.argv, { ...env, _LIB: library, DIB_PYTHON_EXEC: "python3" }, home);
		expect(here(one.program, one.argv, env), JSON.stringify(one)).toEqual(expected);
		counts[expected.kind] = (counts[expected.kind] ?? 0) + 1;
	}
	console.log("random command lines as upstream", counts);
	expect(counts.build).toBeGreaterThan(50);
	expect(counts.error).toBeGreaterThan(10);
}, 120_000);

type Answer =
	| { readonly kind: "help" | "version" | "nothing" }
	| { readonly kind: "error"; readonly errors: string[] }
	| { readonly kind: "build"; readonly names: string[]; readonly seen: Record<string, string | undefined> };

/** A copy of the installed scripts that prints its variables where it would begin to build, and resolves nothing. */
function stoppedBeforeBuilding(folder: string): string {
	cpSync(LIBRARY, folder, { recursive: true });
	const change = (file: string, ...changes: [RegExp, string][]) => {
		const path = join(folder, file);
		const before = readFileSync(path, "utf8");
		writeFileSync(
			path,
			changes.reduce((text, [pattern, replacement]) => {
				expect(text).toMatch(pattern);
				return text.replace(pattern, () => replacement);
			}, before),
		);
	};
	const print = "\nset +x\nexec >&3\nprintf 'VARIABLES\\0'\nenv -0\nexit 0\n";
	for (const file of ["disk-image-create", "ramdisk-image-create"])
		change(
			file,
			[/^_BASE_ELEMENT_DIR=[\s\S]*?"\)'\)$/m, "_BASE_ELEMENT_DIR=/built-in"],
			[/^function show_version\(\) \{[\s\S]*?^\}/m, "function show_version() { echo VERSION; }"],
			[/^exec 1> .*$/m, ""],
			[/^mk_build_dir\n[\s\S]*/m, print],
		);
	change("common-functions", [/^ {2}elinfo_out=.*$/m, '  export REQUEST="$IMAGE_ELEMENT"; elinfo_out=""']);
	return folder;
}

function upstream(name: string, args: readonly string[], env: Record<string, string>, cwd: string): Answer {
	const script = join(env._LIB as string, name);
	const { stdout, stderr } = spawnSync("/bin/bash", [script, ...args], { env, cwd, encoding: "utf8" });
	if (stdout.startsWith("Usage")) return { kind: "help" };
	if (stdout === "VERSION\n") return { kind: "version" };
	if (stdout.includes("At least one distribution root element")) return { kind: "nothing" };
	const [, variables] = stdout.split("VARIABLES\0");
	if (variables === undefined)
		return {
			kind: "error",
			errors: stderr
				.trimEnd()
				.split("\n")
				.map((line) => line.replace(`${name}: `, "")),
		};
	const { REQUEST = "", ...seen } = Object.fromEntries(
		variables.split("\0").map((pair) => /^([^=]*)=([\s\S]*)$/.exec(pair)?.slice(1) ?? ["", ""]),
	) as Record<string, string>;
	return { kind: "build", names: REQUEST.split(" ").filter(Boolean), seen: pickSeen(seen) };
}

/** What options export, or assign over what the caller has exported; the engine gives hooks the rest. */
const SEEN = [
	...["SKIP_BASE", "INSTALL_PACKAGES", "COMPRESS_IMAGE", "DIB_CHECKSUM", "DIB_IMAGE_SIZE", "MAX_ONLINE_RESIZE"],
	...[
		"DIB_DEFAULT_INSTALLTYPE",
		"DOCKER_TARGET",
		"LOGFILE",
		"QEMU_IMG_OPTIONS",
		"DIB_GZIP_BIN",
		"IMAGE_TYPES",
		"DIB_ARGS",
	],
];
/** An empty value and none are the same to hooks. */
const pickSeen = (env: Readonly<Record<string, string | undefined>>) =>
	Object.fromEntries(SEEN.map((name) => [name, env[name] || undefined]));

function here(
	name: "disk-image-create" | "ramdisk-image-create",
	args: readonly string[],
	env: Record<string, string>,
): Answer {
	const request = parseDibArguments(name, args, env, "/");
	if (request.kind === "error") return { kind: "error", errors: [...request.errors] };
	if (request.kind !== "build") return { kind: request.kind };
	const { elements, skipBase, ramdiskElement = "", architecture = HOST } = request.options;
	if (elements.join(" ") === "") return { kind: "nothing" };
	const { names } = prepareRequest({ elements, skipBase, ramdiskElement, architecture });
	const { environment: planned } = planEnvironment(request.options, request.env, {});
	return { kind: "build", names: [...names], seen: pickSeen(planned) };
}

const HOST = process.arch === "arm64" ? "arm64" : "amd64";
