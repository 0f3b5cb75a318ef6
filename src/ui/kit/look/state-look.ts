import type { Theme } from "./theme.js";

/** What a colour means where states are told apart; `dim` for what does not matter now. */
export type Tone = keyof Pick<Theme, "accent" | "ok" | "warn" | "error" | "dim">;

/** How a state is shown: its sign, beside which its word stands, and what its colour means. */
export interface StateLook {
	readonly glyph: string;
	readonly tone: Tone;
}
