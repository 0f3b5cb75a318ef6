/** One entry of the keymap: the keys, what stands in the footer, and what the help says. */
export interface Binding {
	/** Names as `keyName` gives them: `up`, `ctrl+s`, `/`, `G`. */
	readonly keys: readonly string[];
	/** As written in the footer and the help; the keys joined when absent. */
	readonly shown?: string;
	readonly label: string;
	readonly help: string;
	/** Keeps its place in a footer that is too narrow for all: what ends, answers or leads on. */
	readonly first?: boolean;
	/** Chosen in the preferences: goes before another action with the same key. */
	readonly own?: boolean;
}

/**
 * The one table of keys. Handlers, footer and help overlay read it, so that they cannot disagree. A screen binds
 * actions, never keys; it may give an action a label of its own.
 */
export const KEYMAP = {
	up: { keys: ["up", "k"], shown: "↑", label: "up", help: "one up" },
	down: { keys: ["down", "j"], shown: "↓", label: "down", help: "one down" },
	left: { keys: ["left", "h"], shown: "←", label: "left", help: "to the left, or fold" },
	right: { keys: ["right", "l"], shown: "→", label: "right", help: "to the right, or unfold" },
	pageUp: { keys: ["pageup", "ctrl+u"], shown: "PgUp", label: "page up", help: "one page up" },
	pageDown: { keys: ["pagedown", "ctrl+d"], shown: "PgDn", label: "page down", help: "one page down" },
	top: { keys: ["g", "home"], label: "top", help: "to the beginning" },
	bottom: { keys: ["G", "end"], label: "bottom", help: "to the end" },
	confirm: { keys: ["return"], shown: "enter", label: "open", help: "open, or confirm and go on", first: true },
	toggle: { keys: ["space"], shown: "space", label: "select", help: "select, or change" },
	back: { keys: ["escape"], shown: "esc", label: "back", help: "one level back", first: true },
	nextPane: { keys: ["tab"], shown: "tab", label: "pane", help: "to the next pane" },
	previousPane: { keys: ["shift+tab"], shown: "shift+tab", label: "pane back", help: "to the pane before" },
	jump: {
		keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
		shown: "1–9",
		label: "jump",
		help: "to this pane or step",
	},
	nextStep: { keys: ["]"], label: "next step", help: "to the next step" },
	previousStep: { keys: ["["], label: "step back", help: "to the step before" },
	filter: { keys: ["/"], label: "filter", help: "filter, or search; !word leaves out what matches" },
	nextHit: { keys: ["n"], label: "next", help: "to the next hit" },
	previousHit: { keys: ["N"], label: "previous", help: "to the hit before" },
	follow: { keys: ["f"], label: "follow", help: "follow the end of the log, or stop following" },
	zoom: { keys: ["z"], label: "zoom", help: "this pane on the whole screen, and back" },
	grid: { keys: ["v"], label: "grid", help: "several phases at once, and back" },
	warnings: { keys: ["!"], label: "warnings", help: "the warnings and errors of the whole build, and back" },
	nextError: { keys: ["e"], label: "next error", help: "to the next error of the build" },
	wrap: { keys: ["w"], label: "wrap", help: "wrap long lines, and back" },
	edit: { keys: ["e"], label: "edit", help: "edit" },
	add: { keys: ["a"], label: "add", help: "add a new one" },
	addFolder: {
		keys: ["A"],
		label: "live folder",
		help: "add a folder of elements that is used as it is at each build",
	},
	rename: { keys: ["r"], label: "rename", help: "rename" },
	duplicate: { keys: ["d"], label: "duplicate", help: "make a copy" },
	remove: { keys: ["x", "delete"], shown: "x", label: "delete", help: "delete, after a question" },
	fix: { keys: ["f"], label: "install what is missing", help: "install what is missing, after a question" },
	refresh: { keys: ["ctrl+r"], label: "refresh", help: "look again" },
	reset: { keys: ["u"], label: "default", help: "back to the default" },
	sources: { keys: ["s"], label: "sources", help: "where the elements come from, and what else could be added" },
	packages: { keys: ["p"], label: "packages", help: "packages beside those of the elements" },
	explore: { keys: ["o"], label: "explore", help: "open in the explorer" },
	why: { keys: ["w"], label: "why", help: "why is this here" },
	view: { keys: ["v"], label: "view", help: "the next view" },
	save: { keys: ["ctrl+s"], label: "save", help: "save as a profile" },
	build: { keys: ["b"], label: "build", help: "build" },
	shell: { keys: ["s"], label: "shell", help: "a shell inside the tree" },
	retry: { keys: ["r"], label: "retry", help: "run the failed hook again, its changes dropped", first: true },
	skip: { keys: ["K"], label: "skip", help: "go on without the failed hook", first: true },
	editHook: { keys: ["e"], label: "edit hook", help: "open the hook in your editor" },
	report: { keys: ["R"], label: "report", help: "write a report bundle" },
	proceed: { keys: ["c"], label: "continue", help: "leave the break point and go on", first: true },
	stop: { keys: ["x"], label: "stop", help: "clean up and end the build", first: true },
	detach: { keys: ["d"], label: "detach", help: "leave; the build goes on", first: true },
	cancel: { keys: ["x"], label: "cancel", help: "end the build, cleaning up", first: true },
	cancelAll: { keys: ["X"], label: "cancel all", help: "end all builds of the batch, cleaning up" },
	batch: { keys: ["m"], label: "batch", help: "all builds that were started together with this one" },
	bootTest: { keys: ["t"], label: "boot test", help: "boot the image and show its console" },
	login: { keys: ["L"], label: "log in", help: "start the image in this terminal, nothing is written to it" },
	publish: {
		keys: ["P"],
		label: "publish",
		help: "send the image to a cloud or another place, after a look at what would be done",
	},
	copy: { keys: ["y", "c"], shown: "y", label: "copy", help: "copy to the clipboard of the terminal" },
	export: { keys: ["E"], label: "export", help: "export" },
	import: { keys: ["I"], label: "import", help: "import" },
	slower: { keys: ["-"], label: "slower", help: "replay slower" },
	faster: { keys: ["+", "="], shown: "+", label: "faster", help: "replay faster" },
	interrupt: { keys: ["ctrl+c"], label: "interrupt", help: "leave; in a running build: cancel, asked twice" },
	suspend: { keys: ["ctrl+z"], label: "suspend", help: "to the shell and back with fg" },
	palette: {
		keys: ["ctrl+p"],
		label: "go to",
		help: "to any screen, step, element, profile or run by its name",
	},
	undo: { keys: ["U"], label: "undo", help: "take back the last choice of the new image" },
	redo: { keys: ["ctrl+y"], label: "redo", help: "take again what was taken back" },
	theme: { keys: ["T"], label: "theme", help: "the next theme; it is remembered" },
	help: { keys: ["?"], label: "help", help: "all keys", first: true },
	quit: { keys: ["q"], label: "quit", help: "leave" },
} as const satisfies Record<string, Binding>;

/** What a key can be asked to do. */
export type Action = keyof typeof KEYMAP;

/** The table that a running program goes by: this one, with the keys of the user's preferences. */
export type Keymap = Readonly<Record<Action, Binding>>;

/** The keys of an action as people write them. */
export function shownKeys(action: Action, keymap: Keymap = KEYMAP): string {
	const { keys, shown } = keymap[action];
	return shown ?? keys.map(writtenKey).join(" ");
}

/** Of the actions of one scope the one that a key means: keys of the preferences go before ours. */
export function actionOf(key: string, actions: readonly Action[], keymap: Keymap): Action | undefined {
	const found = actions.filter((action) => keymap[action].keys.includes(key));
	return found.find((action) => keymap[action].own) ?? found[0];
}

/** Keys that people know by another name than `keyName` gives them. */
const WRITTEN: Readonly<Record<string, string>> = {
	up: "↑",
	down: "↓",
	left: "←",
	right: "→",
	pageup: "PgUp",
	pagedown: "PgDn",
	return: "enter",
	escape: "esc",
};

/** A key as people write it: `enter` for `return`. */
export const writtenKey = (key: string): string => WRITTEN[key] ?? key;

/** Every key of an action, as people write them. */
export function allKeys(action: Action, keymap: Keymap = KEYMAP): string {
	return action === "jump" ? shownKeys(action, keymap) : keymap[action].keys.map(writtenKey).join(" ");
}
