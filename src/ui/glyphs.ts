import type { Progress } from "../core/build-state.js";

/** Signs one cell wide in every terminal; no emoji, whose width nobody agrees on. */
export const GLYPHS = {
	brand: "◆",
	pointer: "❯",
	ok: "✔",
	failed: "✖",
	warning: "▲",
	waiting: "·",
	running: "▸",
	skipped: "○",
	cached: "≡",
	cancelled: "■",
	chosen: "●",
	unchosen: "○",
	checked: "[x]",
	unchecked: "[ ]",
	forced: "[·]",
	refused: "[-]",
	crumb: "›",
	mean: "⌀",
	up: "↑",
	down: "↓",
	arrow: "→",
	folded: "▸",
	unfolded: "▾",
	/** It stands in for other names. */
	provides: "◇",
	/** It hides an element of the same name. */
	hides: "◫",
	/** Guessed, for want of an element.yaml. */
	mined: "~",
	more: "…",
	bar: "━",
	barRest: "─",
	/** The part of a bar that goes beyond what it is compared with. */
	barLonger: "═",
} as const;

/** How a task or stage stands, in one cell. */
export const STATUS_GLYPHS: Readonly<Record<Progress, string>> = {
	waiting: GLYPHS.waiting,
	running: GLYPHS.running,
	ok: GLYPHS.ok,
	failed: GLYPHS.failed,
	skipped: GLYPHS.skipped,
	cached: GLYPHS.cached,
	cancelled: GLYPHS.cancelled,
};

/** Frames of the one spinner. */
export const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;
