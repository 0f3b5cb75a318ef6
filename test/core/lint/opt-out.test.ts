import { expect, test } from "vitest";
import { disabledRules, ignoredRules } from "../../../src/core/lint/opt-out.js";

test.each([
	["# dib-lint: disable=sete setu\n", ["sete", "setu"]],
	["x\n# dib-lint: disable=sete\n# dib-lint: disable=which\n", ["sete", "which"]],
	["  # dib-lint: disable=sete\n", []],
	["echo # dib-lint: disable=sete\n", []],
])("%j", (text, rules) => {
	expect([...disabledRules(text)]).toEqual(rules);
});

test.each([
	["[tox]\nenvlist = x\n[dib-lint]\nignore = sete setu\n[flake8]\nignore = H1\n", ["sete", "setu"]],
	["[dib-lint]\nignore=sete\n  which\n", ["sete", "which"]],
	["[dib-lint]\nignore: sete", ["sete"]],
	["[flake8]\nignore = H1\n", []],
	["[dib-lint]\n\n[flake8]\nignore = H1\n", []],
	["", []],
])("tox.ini %j", (text, rules) => {
	expect([...ignoredRules(text)]).toEqual(rules);
});
