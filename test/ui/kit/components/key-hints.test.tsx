import { expect, test } from "vitest";
import type { Actions, KeyScope } from "../../../../src/ui/keys/keys.js";
import { useKeys } from "../../../../src/ui/keys/use-keys.js";
import { fitting, hints, KeyHints } from "../../../../src/ui/kit/components/key-hints.js";
import { renderKit } from "../../../support/render-kit.js";

const run = () => {};
const scope = (actions: Actions): KeyScope => ({ id: "s", level: "pane", title: "t", actions });

test("tells labels, leaves out quiet ones, joins up and down", () => {
	const shown = hints([
		scope({ up: { run }, down: { run }, pageUp: { run, quiet: true }, confirm: { run, label: "next step" } }),
	]);
	expect(shown).toEqual([
		{ keys: "↑↓", label: "move", disabled: false },
		{ keys: "enter", label: "next step", disabled: false, first: true },
	]);
});

test("up and down that move the same thing say what once", () => {
	const shown = hints([scope({ up: { run, label: "phase" }, down: { run, label: "phase" } })]);
	expect(shown).toEqual([{ keys: "↑↓", label: "phase", disabled: false }]);
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

test("in a narrow footer what ends, answers or leads on keeps its place, in its order", () => {
	const all = hints([
		scope({
			...{ up: { run }, down: { run }, right: { run, label: "tasks" }, nextPane: { run }, filter: { run } },
			...{ follow: { run }, warnings: { run }, grid: { run }, cancel: { run }, detach: { run }, back: { run } },
			help: { run },
		}),
	]);
	const shown = (columns: number) => fitting(all, columns).map(({ label }) => label);
	expect(shown(78)).toEqual(expect.arrayContaining(["cancel", "detach", "back", "help"]));
	expect(shown(58).slice(-4)).toEqual(["cancel", "detach", "back", "help"]);
	expect(shown(20)).toEqual(["cancel", "help"]);
	expect(shown(200)).toEqual(all.map(({ label }) => label));
	for (const columns of [10, 20, 40, 58, 78]) {
		const cells = fitting(all, columns).map(({ keys, label }) => keys.length + 1 + label.length);
		expect(cells.reduce((sum, size) => sum + size + 3, -3)).toBeLessThanOrEqual(columns);
	}
});

function Screen({ label = "build" }: { readonly label?: string }) {
	const run = () => {};
	useKeys({ level: "screen", title: "Disk", actions: { build: { run, label }, save: { run } } });
	return <KeyHints columns={40} />;
}

test("tells the keys that are bound, and follows their labels", async () => {
	const kit = renderKit(<Screen />);
	await kit.shows(/^b build {3}ctrl\+s save$/);
	kit.rerender(<Screen label="build anyway" />);
	await kit.shows("b build anyway");
});

test("what is said stands before the keys, which have the room that is left", async () => {
	const kit = renderKit(<Screen />);
	kit.keys.getState().say("copied, and this is long enough");
	await kit.shows(/^copied, and this is long enough {3}$|^copied, and this is long enough$/);
	await kit.press("x");
	await kit.shows(/^b build/);
});
