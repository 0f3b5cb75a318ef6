import { createContext } from "react";
import type { Progress } from "../../../core/run/build-state.js";

/** The terminal shows these signs as ASCII, cell by cell: what is drawn out of them is better left out. */
export const AsciiContext = createContext(false);

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
	arrow: "→",
	folded: "▸",
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
