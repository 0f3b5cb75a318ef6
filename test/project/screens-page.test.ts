import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Action, allKeys, KEYMAP } from "../../src/ui/keys/keymap.js";
import { SCENES } from "../pictures/scenes.js";

const DOCS = join(import.meta.dirname, "../../docs");
const page = readFileSync(join(DOCS, "screens.md"), "utf8");
const readme = readFileSync(join(DOCS, "../README.md"), "utf8");

test("docs/screens.md has every key of the keymap, as the keymap says it", () => {
	const rows = (Object.keys(KEYMAP) as Action[]).map((action) => {
		const keys = allKeys(action).split(" ");
		return `| ${keys.map((key) => `\`${key}\``).join(" ")} | ${KEYMAP[action].help} | \`${action}\` |`;
	});
	const table = page.slice(page.indexOf("| key |")).trimEnd().split("\n").slice(2);
	expect(table).toEqual(rows);
});

/** Made by record-watch.ts. */
const RECORDED = "recording";

test("every picture that a page shows is there, and is a scene", () => {
	const shown = [...(page + readme).matchAll(/\((?:docs\/)?pictures\/([^)]+)\)/g)].map((match) => match[1] as string);
	expect(shown.length).toBeGreaterThan(SCENES.length / 2);
	for (const file of shown) {
		expect(existsSync(join(DOCS, "pictures", file)), file).toBe(true);
		expect([...SCENES.map(({ name }) => name), RECORDED]).toContain(file.replace(/\.\w+$/, ""));
	}
});

test("pictures name no mirror but the example", () => {
	const pictures = readdirSync(join(DOCS, "pictures")).filter((name) => name.endsWith(".svg"));
	expect(pictures.length).toBeGreaterThan(10);
	for (const name of pictures) {
		const text = readFileSync(join(DOCS, "pictures", name), "utf8").replaceAll("http://www.w3.org/2000/svg", "");
		for (const [, host] of text.matchAll(/https?:\/\/([\w.-]+)/g)) {
			expect(host, name).toBe("mirror.example");
		}
	}
});
