import type { ThemeChoice } from "./theme.js";

const CHOICES: readonly ThemeChoice[] = ["auto", "dark", "light", "ansi", "mono"];

/** The choice after one, in a circle. */
export function nextThemeChoice(choice: ThemeChoice): ThemeChoice {
	return CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? "auto";
}
