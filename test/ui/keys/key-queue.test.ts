import { describe, expect, test, vi } from "vitest";
import { createKeyQueue } from "../../../src/ui/keys/key-queue.js";
import { createKeysStore } from "../../../src/ui/keys/keys.js";

const piece = (text: string) => ({ name: text, text });

test("a held key that arrives in one piece is pressed as often", async () => {
	const store = createKeysStore();
	const down = vi.fn();
	store.getState().add({ id: "list", level: "pane", title: "List", actions: { down: { run: down } } });
	createKeyQueue(store).press([piece("jjjj")]);
	await vi.waitFor(() => expect(down).toHaveBeenCalledTimes(4));
});

test("what a key opens hears the rest of the piece: no letter of a filter is a key", async () => {
	const store = createKeysStore();
	const remove = vi.fn();
	const typed: string[] = [];
	const filter = () => {
		// As a component does: it listens after the screen has changed.
		setImmediate(() =>
			store
				.getState()
				.add({ id: "f", level: "field", title: "Filter", actions: {}, onText: (text) => typed.push(text) }),
		);
	};
	store.getState().add({
		...{ id: "list", level: "pane", title: "List" },
		actions: { filter: { run: filter }, remove: { run: remove } },
	});
	createKeyQueue(store).press([piece("/xx y"), { name: "return", text: "" }]);
	await vi.waitFor(() => expect(typed.join("")).toBe("xx y"));
	expect(remove).not.toHaveBeenCalled();
});

test("a key that comes right behind another one waits for what that one changes", async () => {
	const store = createKeysStore();
	const typed: string[] = [];
	const toggle = vi.fn();
	let remove = () => {};
	const close = () => void setImmediate(() => remove());
	store.getState().add({ id: "list", level: "pane", title: "List", actions: { toggle: { run: toggle } } });
	remove = store.getState().add({
		...{ id: "f", level: "field", title: "Filter" },
		actions: { confirm: { run: close } },
		onText: (text) => typed.push(text),
	});
	const queue = createKeyQueue(store);
	queue.press([{ name: "return", text: "" }]);
	queue.press([{ name: "space", text: " " }]);
	await vi.waitFor(() => expect(toggle).toHaveBeenCalledOnce());
	expect(typed).toEqual([]);
});

test("a field takes a piece as it is, and the first key is heard at once", () => {
	const store = createKeysStore();
	const typed: string[] = [];
	store.getState().add({ id: "f", level: "field", title: "Field", actions: {}, onText: (text) => typed.push(text) });
	createKeyQueue(store).press([piece("several words")]);
	expect(typed).toEqual(["several words"]);
});

test("a return within a piece is a key where nothing takes text", async () => {
	const store = createKeysStore();
	const heard: string[] = [];
	const note = (key: string) => void heard.push(key);
	store.getState().add({
		...{ id: "list", level: "pane", title: "List" },
		actions: { down: { run: note }, confirm: { run: note } },
	});
	createKeyQueue(store).press([piece("j\rj")]);
	await vi.waitFor(() => expect(heard).toEqual(["j", "return", "j"]));
});

test("keys one right after the other and a paste between them wait for each other", async () => {
	const store = createKeysStore();
	const heard: string[] = [];
	const open = () =>
		setImmediate(() =>
			store.getState().add({
				...{ id: "f", level: "field", title: "Field" },
				actions: { confirm: { run: () => heard.push("accept") } },
				onText: (text) => heard.push(text),
			}),
		);
	store.getState().add({ id: "list", level: "pane", title: "List", actions: { toggle: { run: open } } });
	const queue = createKeyQueue(store);
	queue.press([{ name: "space", text: " " }]);
	queue.paste("a key");
	queue.press([{ name: "return", text: "" }]);
	await vi.waitFor(() => expect(heard).toEqual(["a key", "accept"]));
});

describe("while what is shown is being read", () => {
	const listening = () => {
		const store = createKeysStore();
		const heard: string[] = [];
		const note = (key: string) => void heard.push(key);
		store.getState().add({
			...{ id: "list", level: "pane", title: "List" },
			actions: { down: { run: note }, confirm: { run: note }, back: { run: note } },
		});
		return { store, heard, queue: createKeyQueue(store) };
	};

	test("keys wait for it, in their order", async () => {
		const { store, heard, queue } = listening();
		const ready = store.getState().wait("profiles");
		queue.press([piece("j"), { name: "return", text: "" }]);
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(heard).toEqual([]);
		ready();
		await vi.waitFor(() => expect(heard).toEqual(["j", "return"]));
	});

	test("the way out does not wait", async () => {
		const { store, heard, queue } = listening();
		store.getState().wait("profiles");
		queue.press([piece("j")]);
		queue.press([{ name: "escape", text: "" }]);
		await vi.waitFor(() => expect(heard).toContain("j"), { timeout: 200 });
	});

	test("what never comes does not make the keyboard dead", async () => {
		const { store, heard, queue } = listening();
		store.getState().wait("profiles");
		queue.press([piece("j")]);
		await vi.waitFor(() => expect(heard).toEqual(["j"]), { timeout: 3000 });
	});
});
