/** The sides from which an element is seen, in the order of their digits. */
export const VIEWS = [
	"about",
	"tree",
	"needed by",
	"why",
	"excludes",
	"hooks",
	"variables",
	"readme",
	"checks",
] as const;
export type View = (typeof VIEWS)[number];

/** The view a digit stands for. */
export function viewOf(digit: string): View | undefined {
	return VIEWS[Number(digit) - 1];
}

/** The view after this one; the last is followed by the first. */
export function nextView(view: View): View {
	return VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length] as View;
}

/** One tab: its digit, and its name where there is room for it. */
export interface Tab {
	readonly view: View;
	readonly text: string;
}

const SHORT: Partial<Record<View, string>> = { variables: "vars", "needed by": "users" };

/** The tabs in `columns` cells, one blank between them: with full names, with short ones, or the chosen one's name only. */
export function tabs(chosen: View, columns: number): Tab[] {
	const named = (nameOf: (view: View) => string) =>
		VIEWS.map((view, index) => ({ view, text: [index + 1, nameOf(view)].filter(Boolean).join(" ") }));
	const fits = (row: readonly Tab[]) => row.reduce((sum, { text }) => sum + text.length + 2, -2) <= columns;
	const ways = [named((view) => view), named((view) => SHORT[view] ?? view)];
	return ways.find(fits) ?? named((view) => (view === chosen ? view : ""));
}
