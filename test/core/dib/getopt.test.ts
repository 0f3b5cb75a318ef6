import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GetoptSpec, getopt } from "../../../src/core/dib/getopt.js";
import { quoteWords } from "../../../src/core/text/quote-shell.js";

const long = [
	{ name: "checksum", argument: false },
	{ name: "image-size", argument: true },
	{ name: "image-cache", argument: true },
	{ name: "mkfs-options", argument: true },
	{ name: "offline", argument: false },
];
const spec: GetoptSpec = { short: "a:hxp:", long };

describe("getopt", () => {
	test.each([
		[["vm", "-a", "amd64", "debian"], [{ name: "a", value: "amd64" }], ["vm", "debian"]],
		[["-aamd64"], [{ name: "a", value: "amd64" }], []],
		[["-xxa", "arm64"], [{ name: "x" }, { name: "x" }, { name: "a", value: "arm64" }], []],
		[["--image-size=3"], [{ name: "image-size", value: "3" }], []],
		[["--image-size", "3"], [{ name: "image-size", value: "3" }], []],
		[["--image-size="], [{ name: "image-size", value: "" }], []],
		[["--off"], [{ name: "offline" }], []],
		[["--", "-x", "--offline"], [], ["-x", "--offline"]],
		[["-"], [], ["-"]],
		[["-p", "-x"], [{ name: "p", value: "-x" }], []],
	])("%j", (argv, options, operands) => {
		expect(getopt(argv, spec)).toEqual({ options, operands, errors: [] });
	});

	test.each([
		[["--nope=1"], "unrecognized option '--nope=1'"],
		[["--im", "3"], "option '--im' is ambiguous; possibilities: '--image-size' '--image-cache'"],
		[["--image-size"], "option '--image-size' requires an argument"],
		[["--checksum=1"], "option '--checksum' doesn't allow an argument"],
		[["-z"], "invalid option -- 'z'"],
		[["-a"], "option requires an argument -- 'a'"],
	])("%j is an error in getopt's words", (argv, message) => {
		expect(getopt(argv, spec).errors).toEqual([message]);
	});

	test("an added option takes no abbreviation away from another one", () => {
		const extended = { ...spec, long: [...long, { name: "mkfs-journal-size", argument: true, added: true }] };
		expect(getopt(["--mkfs=x"], extended).options).toEqual([{ name: "mkfs-options", value: "x" }]);
		expect(getopt(["--mkfs-j=4"], extended).options).toEqual([{ name: "mkfs-journal-size", value: "4" }]);
	});

	test("POSIXLY_CORRECT stops at the first operand", () => {
		expect(getopt(["-x", "vm", "-h"], { ...spec, posix: true }).operands).toEqual(["vm", "-h"]);
	});

	const reference = spawnSync("getopt", ["--test"]).status === 4;
	test.skipIf(!reference)("agrees with the host's getopt on any command line", () => {
		const words = fc.constantFrom(
			...["vm", "-", "--", "-a", "-x", "-xa", "-z", "-p", "-hx", "--im", "--image-s", "--image-size=4", "--off"],
			...["--checksum", "--checksum=1", "--mkfs", "--nope", "--nope=1", "-a=1", "--=", "a b", "it's", ""],
		);
		const names = long.map(({ name, argument }) => (argument ? `${name}:` : name)).join(",");
		const lines = fc.sample(fc.array(words, { maxLength: 6 }), 500);
		// One shell for all of them: starting a process out of this one is slow.
		const script = lines
			.map((argv) => quoteWords(["getopt", "-o", spec.short, "-l", names, "-n", "p", "--", ...argv]))
			.map(
				(command) =>
					`{ ${command} || :; } 2>&1 >"$out"; printf '\\0'; eval "set -- $(cat "$out")"; printf '%s\\1' "$@"; printf '\\0'`,
			)
			.join("\n");
		const { stdout } = spawnSync("bash", ["-c", `out=$(mktemp); trap 'rm "$out"' EXIT\n${script}`], {
			encoding: "utf8",
			env: { ...process.env, LC_ALL: "C" },
		});
		const answers = stdout.split("\0");
		expect(answers).toHaveLength(2 * lines.length + 1);
		for (const [index, argv] of lines.entries()) {
			const ours = getopt(argv, spec);
			expect(ours.errors.map((error) => `p: ${error}\n`).join(""), JSON.stringify(argv)).toBe(answers[2 * index]);
			expect(flat(ours), JSON.stringify(argv)).toEqual(answers[2 * index + 1]?.split("\u0001").slice(0, -1));
		}
	});
});

/** In the order getopt(1) prints: options, `--`, operands. */
function flat({ options, operands }: ReturnType<typeof getopt>): string[] {
	const dashed = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`);
	const given = options.flatMap(({ name, value }) => (value === undefined ? [dashed(name)] : [dashed(name), value]));
	return [...given, "--", ...operands];
}
