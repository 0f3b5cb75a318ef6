import type { Driver } from "./driver.js";

/** Moves the cursor of a list down to an entry; `wanted` matches the screen when it is there. Throws after a whole turn. */
export async function moveTo(driver: Driver, wanted: RegExp): Promise<void> {
	const seen = new Set<string>();
	for (let at = cursorRows(driver.text()); !wanted.test(driver.text()); at = cursorRows(driver.text())) {
		if (seen.has(at)) throw new Error(`${wanted} is not in the list:\n${driver.text()}`);
		seen.add(at);
		await driver.press("down");
		await driver.waitFor((text) => cursorRows(text) !== at);
	}
}

/** All rows with a cursor: lists beside it have one, too. */
const cursorRows = (text: string): string =>
	text
		.split("\n")
		.filter((row) => row.includes("❯"))
		.join("\n");
