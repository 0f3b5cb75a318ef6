import { describe, expect, test, vi } from "vitest";
import { audible, createKeysStore, type KeyScope, type Level } from "../../../src/ui/keys/keys.js";

const key = (name: string, text = "") => ({ name, text });

function scope(id: string, level: Level, part: Partial<KeyScope> = {}): KeyScope {
	return { id, level, title: id, actions: {}, ...part };
}

describe("order of the scopes", () => {
	test.each<[string, readonly [string, Level][], readonly string[]]>([
		[
			"levels count, not the order of coming",
			[
				["o", "overlay"],
				["a", "app"],
				["p", "pane"],
			],
			["a", "p", "o"],
		],
		[
			"of equal levels the newest is heard first",
			[
				["p1", "pane"],
				["p2", "pane"],
				["a", "app"],
			],
			["a", "p1", "p2"],
		],
	])("%s", (_, added, order) => {
		const store = createKeysStore();
		for (const [id, level] of added) store.getState().add(scope(id, level));
		expect(store.getState().scopes.map(({ id }) => id)).toEqual(order);
	});

	test("a scope replaces the one of its id, and goes when told so", () => {
		const store = createKeysStore();
		store.getState().add(scope("a", "pane"));
		const remove = store.getState().add(scope("a", "overlay"));
		expect(store.getState().scopes).toHaveLength(1);
		remove();
		expect(store.getState().scopes).toEqual([]);
	});

	test("below a modal scope only the program itself hears", () => {
		const scopes = [scope("app", "app"), scope("pane", "pane"), scope("ask", "overlay", { modal: true })];
		expect(audible(scopes).map(({ id }) => id)).toEqual(["ask", "app"]);
	});
});

describe("a pressed key", () => {
	test("reaches the first scope that knows it, with its name, and no other", () => {
		const store = createKeysStore();
		const [above, below] = [vi.fn(), vi.fn()];
		store.getState().add(scope("below", "screen", { actions: { jump: { run: below }, help: { run: below } } }));
		store.getState().add(scope("above", "pane", { actions: { jump: { run: above } } }));
		store.getState().press(key("3", "3"));
		expect(above).toHaveBeenCalledExactlyOnceWith("3");
		expect(below).not.toHaveBeenCalled();
		store.getState().press(key("?", "?"));
		expect(below).toHaveBeenCalledOnce();
	});

	test("of a disabled action says why until the next key", () => {
		const store = createKeysStore();
		const run = vi.fn();
		store.getState().add(scope("s", "screen", { actions: { build: { run, disabled: "no plan" } } }));
		store.getState().press(key("b", "b"));
		expect(store.getState().notice).toBe("no plan");
		expect(run).not.toHaveBeenCalled();
		store.getState().press(key("left"));
		expect(store.getState().notice).toBeUndefined();
	});

	test("is text for a field, editing for its keys, an action otherwise", () => {
		const store = createKeysStore();
		const [onText, confirm, quit] = [vi.fn(), vi.fn(), vi.fn()];
		const onKey = vi.fn((name: string) => name === "left");
		store.getState().add(scope("app", "app", { actions: { quit: { run: quit } } }));
		store.getState().add(scope("f", "field", { onText, onKey, actions: { confirm: { run: confirm } } }));
		store.getState().press(key("q", "q"));
		store.getState().press(key("left"));
		store.getState().press(key("return"));
		expect([onText.mock.calls, confirm.mock.calls.length, quit.mock.calls.length]).toEqual([[["q"]], 1, 0]);
	});
});

test("pasted text goes to a field, or nowhere", () => {
	const store = createKeysStore();
	const [onText, quit] = [vi.fn(), vi.fn()];
	store.getState().add(scope("app", "app", { actions: { quit: { run: quit } } }));
	store.getState().paste("q");
	expect(quit).not.toHaveBeenCalled();
	store.getState().add(scope("f", "field", { onText }));
	store.getState().paste("two\nlines");
	expect(onText).toHaveBeenCalledExactlyOnceWith("two\nlines");
});
