import { useWindowSize } from "ink";
import { expect, test } from "vitest";
import { ListAndLog } from "../../fixtures/terminal/list-and-log.js";
import { renderListAndLog } from "../../fixtures/terminal/render-list-and-log.js";
import type { Size } from "./emulator.js";
import { type FuzzedApp, fuzzScreen } from "./fuzz.js";
import { openInkScreen, renderScreen } from "./ink-screen.js";

const KEYS = ["up", "down", "tab", "backspace", "enter", "escape", "page-down", "?"] as const;

/** The fixture over a log that grows when it is told to. */
function openWith(makeLine: (index: number) => string, tooTall: (count: number) => boolean = () => false) {
	return async (size: Size): Promise<FuzzedApp> => {
		let count = 20;
		const content = () => ({
			lines: Array.from({ length: count }, (_, index) => makeLine(index)),
			tooTall: tooTall(count),
		});
		let draw = () => {};
		const screen = await openInkScreen((streams) => {
			({ draw } = renderListAndLog(content, streams));
		}, size);
		const advance = async (steps: number) => {
			count += steps;
			draw();
		};
		return { screen, advance };
	};
}

/** Learns of a new size only after Ink has drawn. */
function Late() {
	const { columns, rows } = useWindowSize();
	return <ListAndLog lines={["包管理"]} columns={columns} rows={rows} />;
}

test("a sound screen survives random keys, texts, resizes and a growing log", async () => {
	const line = (index: number) => `${index % 3 ? "" : "+ "}line ${index} ${index % 4 ? "包管理 cafe\u0301" : ""}`;
	await fuzzScreen({ open: openWith(line), keys: KEYS, sequences: 40, longest: 6, seed: 7 });
});

test("a screen that breaks is found, with a short way to break it again", async () => {
	const open = openWith(
		() => "line",
		(count) => count > 25,
	);
	const run = fuzzScreen({ open, keys: KEYS, sequences: 60, longest: 6, seed: 7 });
	await expect(run).rejects.toThrow(/seed: 7.*\nCounterexample: .*advance/);
	await expect(run).rejects.toMatchObject({ cause: { message: expect.stringContaining("taller than the terminal") } });
});

test("a screen that draws its old size once more on a resize is found", async () => {
	const open = async (size: Size) => ({ screen: await renderScreen(<Late />, size) });
	const run = fuzzScreen({ open, keys: KEYS, sequences: 60, longest: 6, seed: 7 });
	await expect(run).rejects.toMatchObject({ cause: { message: expect.stringContaining('{"resize":') } });
});

test("a crash is found", async () => {
	const open = openWith((index) => {
		if (index > 30) throw new Error("the log broke");
		return "line";
	});
	const run = fuzzScreen({ open, keys: KEYS, sequences: 60, longest: 6, seed: 7 });
	await expect(run).rejects.toMatchObject({ cause: { message: expect.stringContaining("the log broke") } });
});
