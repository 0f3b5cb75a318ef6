import { afterEach, describe, expect, test } from "vitest";
import { renderListAndLog } from "../../fixtures/terminal/render-list-and-log.js";
import { type InkScreen, type InkScreenOptions, openInkScreen } from "./ink-screen.js";

let screen: InkScreen;
afterEach(() => screen.unmount());

const lines = Array.from({ length: 100 }, (_, index) => `${index % 5 ? "line" : "+ line"} ${index + 1}`);
const open = async (options: InkScreenOptions = {}, tooTall = false) => {
	screen = await openInkScreen((streams) => void renderListAndLog(() => ({ lines, tooTall }), streams), options);
};

describe("an Ink app on a terminal", () => {
	test("shows its frame, answers keys, text and pastes", async () => {
		await open({ cols: 60, rows: 12 });
		expect(screen.isAlternate()).toBe(true);
		expect(screen.cursorVisible()).toBe(false);
		expect(screen.screen()).toHaveLength(12);
		expect(screen.screen()[0]).toBe("◆ list and log 60x12");
		expect(screen.text()).toContain("│line 100");
		await screen.press("down", "down");
		expect(screen.text()).toContain("❯ pre-install");
		await screen.type("vm");
		await screen.paste("a\nb");
		expect(screen.screen()[0]).toContain("vma⏎b");
		await screen.press("tab");
		expect(screen.text()).not.toContain("line 100");
	});

	test("has colours and styles in its cells, as the terminal can show them", async () => {
		await open();
		expect(screen.cellOf("◆ list")).toMatchObject({ foreground: "#7dcfff", bold: true });
		expect(screen.cellOf("❯ root")).toMatchObject({ inverse: true });
		expect(screen.cellOf("↑↓ move")).toMatchObject({ dim: true });
		await screen.unmount();
		await open({ colours: "16" });
		expect(screen.cellOf("◆ list").foreground).toMatch(/^ansi-\d+$/);
		await screen.unmount();
		await open({ colours: "none" });
		expect(screen.cellOf("◆ list")).toMatchObject({ bold: false });
		expect(screen.cellOf("◆ list").foreground).toBeUndefined();
	});

	test("follows a resize and shows what it laid out", async () => {
		await open();
		for (const [cols, rows] of [
			[120, 40],
			[60, 12],
			[200, 50],
		] as const) {
			await screen.resize(cols, rows);
			expect(screen.screen()[0]).toContain(`${cols}x${rows}`);
			await screen.expectFrame();
		}
		expect(screen.flicker()).toMatchObject({ scrolledLines: 0, scrollbackClears: 0 });
	});

	test("is caught drawing something else than its frame", async () => {
		await open();
		screen.emulator.write("\u001b[5;30HSTRAY");
		await expect(screen.expectFrame()).rejects.toThrow("the screen differs from the frame: row 5 from column 30");
	});

	test("is caught drawing more than the terminal holds", async () => {
		await open({}, true);
		expect(screen.flicker().scrolledLines).toBeGreaterThan(0);
		await screen.press("down");
		expect(screen.flicker().clears).toBeGreaterThan(0);
	});

	test("tells how it ended", async () => {
		await open();
		expect(screen.ended()).toBeUndefined();
		await screen.press("ctrl-c");
		expect(screen.ended()).toEqual({});
		await expect(screen.waitFor("nothing", 500)).rejects.toThrow("the app ended");
	});
});
