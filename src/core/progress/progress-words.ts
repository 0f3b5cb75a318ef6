import type { TaskProgress } from "../run/build-state.js";
import { groupDigits, shortBytes } from "../text/short-quantities.js";

/** How far a task is, in numbers: `57 of 120`, `12M/29M`, `45%`. */
export function progressNumbers({ current, total, unit }: TaskProgress): string {
	const amount = (value: number) => (unit === "bytes" ? shortBytes(value) : groupDigits(value));
	if (unit === "percent") return `${current}%`;
	if (total === undefined) return amount(current);
	return unit === "items" ? `${amount(current)} of ${amount(total)}` : `${amount(current)}/${amount(total)}`;
}
