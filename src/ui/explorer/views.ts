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

/** The tabs of a pane, and the blanks between them. */
export interface Tabs {
	readonly tabs: readonly Tab[];
	readonly gap: number;
}

const SHORT: Partial<Record<View, string>> = { variables: "vars", "needed by": "users" };

/** The tabs in `columns` cells: with full names, with short ones, or with the chosen one's name only. */
export function tabsIn(columns: number, chosen: View): Tabs {
	const named = (gap: number, nameOf: (view: View) => string): Tabs => ({
		tabs: VIEWS.map((view, index) => ({ view, text: [index + 1, nameOf(view)].filter(Boolean).join(" ") })),
		gap,
	});
	const short = (view: View) => SHORT[view] ?? view;
	const ways = [named(2, (view) => view), named(2, short), named(1, short)];
	return ways.find((way) => widthOf(way) <= columns) ?? named(2, (view) => (view === chosen ? view : ""));
}

function widthOf({ tabs, gap }: Tabs): number {
	return tabs.reduce((sum, { text }) => sum + text.length + gap, -gap);
}
