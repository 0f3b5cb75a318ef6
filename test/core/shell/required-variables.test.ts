import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { readSnippet } from "../../../src/core/shell/required-variables.js";

const names = (text: string) => readSnippet(text).required.map(({ name }) => name);

/** Whether bash, without any variable, ends in the text as it ends in a snippet. */
function failsInBash(text: string): boolean {
	const script = 'set -ue -o pipefail; snippets() { source <(printf "%s" "$_TEXT"); }; snippets; exec true';
	return spawnSync("bash", ["-c", script], { env: { PATH: "/usr/bin:/bin", _TEXT: text } }).status !== 0;
}

describe("variables that a snippet cannot do without", () => {
	test.each([
		[': "${A:?say where}"', { name: "A", line: 1, notEmpty: true, text: "say where" }],
		["# A\n\nexport B=${A?}", { name: "A", line: 3, notEmpty: false }],
		["export B=$A", { name: "A", line: 1, notEmpty: false }],
		['B="x ${A%/*} y"', { name: "A", line: 1, notEmpty: false }],
		["if true; then\n  X=1\nfi\nexport B=\\\n$A", { name: "A", line: 4, notEmpty: false }],
		[
			"f() {\n  echo $Z\n}\n: ${A:?'(one; of) these'} # $Q",
			{ name: "A", line: 4, notEmpty: true, text: "(one; of) these" },
		],
		["case x in\n  x) echo ;;\nesac\necho $A", { name: "A", line: 4, notEmpty: false }],
		["if [ 1 = 2 ]; then exit 1; fi\n[ 1 = 1 ] || return 2\necho $A", { name: "A", line: 3, notEmpty: false }],
		["B='\n$Z\n'\necho \"$B\" $A", { name: "A", line: 4, notEmpty: false }],
		["cat >/dev/null <<-'X'\n: ${Z:?}\n\tX\necho $A", { name: "A", line: 4, notEmpty: false }],
	])("%j", (text, expected) => {
		expect(readSnippet(text).required).toEqual([expected]);
		expect(failsInBash(text)).toBe(true);
	});

	test.each([
		"export B=${A:-x}",
		"export B=${A-}",
		"export A=${A:-x}\nexport B=$A",
		": ${A:=x}\necho $A",
		"if [ 1 = 2 ]; then\n  : ${A:?}\nfi",
		"[ 1 = 2 ] && : ${A:?}\ntrue",
		"true || echo $A",
		"f() {\n  : ${A:?}\n}",
		"f () { : ${A:?}; }",
		"export B=$(echo $A)",
		"export B=`echo $A`",
		"export B='$A'",
		"export B=\\$A",
		"set +u\nexport B=$A",
		"set -e +u\nexport B=$A",
		"return 0\nexport B=$A",
		"if true; then return 0; fi\nexport B=$A",
		"exit 0\nexport B=$A",
		"source /dev/null\nA=1\necho $A",
		"eval A=1\necho $A",
		"read A <<<x\necho $A",
		"for A in x; do :; done\necho $A",
		"printf -v A x\necho $A",
		"cat >/dev/null <<EOF\n$(echo)\n${A:-}\nEOF",
		"cat >/dev/null <<'EOF'\n: ${A:?}\nEOF",
		"B='\n: ${A:?}\n'",
		"declare -a A\nA+=(x)\necho ${A[0]}",
		"[[ -v A ]] || true",
		"while false; do\n  echo $A\ndone",
		"{\n  A=1\n}\necho $A",
		"(\n  true || echo $A\n)",
		"# : ${A:?}",
		"echo x # ${A:?}",
	])("%j does without", (text) => {
		expect(names(text)).toEqual([]);
		expect(failsInBash(text), "bash agrees").toBe(false);
	});
});
