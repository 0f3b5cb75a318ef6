import { expect, test } from "vitest";
import { hints } from "../../../src/ui/components/key-hints.js";
import type { Actions, KeyScope } from "../../../src/ui/stores/keys.js";

const run = () => {};
const scope = (actions: Actions): KeyScope => ({ id: "s", level: "pane", title: "t", actions });

test("tells labels, leaves out quiet ones, joins up and down", () => {
	const shown = hints([
		scope({ up: { run }, down: { run }, pageUp: { run, quiet: true }, confirm: { run, label: "next step" } }),
	]);
	expect(shown).toEqual([
		{ keys: "↑↓", label: "move", disabled: false },
		{ keys: "enter", label: "next step", disabled: false },
	]);
});

test("a key that a higher scope has taken is not told for the lower one", () => {
	const shown = hints([scope({ back: { run, label: "clear filter" } }), scope({ back: { run }, help: { run } })]);
	expect(shown.map(({ label }) => label)).toEqual(["clear filter", "help"]);
});

test("a disabled action stays, marked", () => {
	expect(hints([scope({ build: { run, disabled: "no plan" } })])).toMatchObject([{ keys: "b", disabled: true }]);
});

test("while a field takes text only keys that type nothing are told", () => {
	const field: KeyScope = { ...scope({ confirm: { run } }), onText: run };
	const shown = hints([field, scope({ filter: { run }, toggle: { run }, up: { run }, nextPane: { run } })]);
	expect(shown.map(({ keys }) => keys)).toEqual(["enter", "↑", "tab"]);
});

test("two keys that do the same are told once", () => {
	const shown = hints([scope({ confirm: { run, label: "next step" } }), scope({ nextStep: { run } })]);
	expect(shown.map(({ keys }) => keys)).toEqual(["enter"]);
});
