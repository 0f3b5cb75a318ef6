import { programArgv } from "../../support/terminal/open-terminal.js";

/** The command lines that open what is measured. */
export interface Screens {
	readonly home: () => readonly string[];
	/** The build screen of a run. */
	readonly build: (run: string) => readonly string[];
	/** A list of all elements with a filter. */
	readonly elements: () => readonly string[];
}

export const SHIPPED: Screens = {
	home: () => programArgv("diskwright"),
	build: (run) => programArgv("diskwright", "runs", "attach", run, "--progress", "tui"),
	elements: () => programArgv("diskwright", "explore"),
};

/** The row of the first selected entry; -1 when there is none. */
export function selectedRow(text: string): number {
	return text.split("\n").findIndex((line) => line.includes("❯"));
}

/** Whether a line of a played loud build is in the log pane, cut short or not. */
export function showsLine(text: string, number: number): boolean {
	return new RegExp(`line ${number}(?!\\d)`).test(text);
}
