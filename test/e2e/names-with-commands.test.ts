import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openWorkshop } from "../support/tiny-build.js";

/** A colour, a window title, an 8-bit sequence, a turned direction, a line of its own. */
const NASTY = "\u001b[31mred\u001b]0;title\u0007\u009b2Jc1\u202eturned";
/** What no line may hold that a terminal shows. */
const COMMANDS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test("no name, text or answer of others reaches the terminal with a command in it, whatever is typed", async () => {
	const shop = openWorkshop();
	onTestFinished(shop.remove);
	const element = `el${NASTY}`;
	shop.element("loud/element.yaml", `title: ${JSON.stringify(`title ${NASTY}`)}\n`, 0o644);
	shop.element("loud/README.rst", `====\nloud\n====\n\nText ${NASTY}\n`, 0o644);
	shop.element("loud/extra-data.d/10-loud", `#!/bin/bash\nprintf '%s\\n' $'${NASTY}' >&2\n`);
	shop.element(`loud/install.d/50-${NASTY}`, "#!/bin/bash\n");
	shop.element("loud/install.d/51-two\nBuild completed successfully", "#!/bin/bash\n");
	shop.element("broken/element-deps", `gone${NASTY}\n`, 0o644);
	renameSync(
		shop.element("x/element-deps", "", 0o644).replace("/element-deps", ""),
		join(shop.folder, "elements", element),
	);
	mkdirSync(join(shop.folder, "config/diskwright/profiles"), { recursive: true });
	shop.write(
		"config/diskwright/profiles/odd.yaml",
		`version: 1\ntitle: ${JSON.stringify(NASTY)}\nelements: [tiny-os, loud]\nvariables: {DIB_ODD: ${JSON.stringify(NASTY)}}\n`,
	);
	shop.write(`${NASTY}.yaml`, "version: 1\nelements: [tiny-os]\nnonsense: 1\n");
	const build = ["build", "-n", "-t", "raw", "--size", "200MiB"];
	const typed: string[][] = [
		["plan", "odd", "-o", `image${NASTY}`],
		["plan", "odd", "-o", `image${NASTY}`, "--json"],
		["plan", "tiny-os", element],
		["plan", "tiny-os", "broken"],
		["plan", "tiny-os", NASTY],
		["plan", `./${NASTY}.yaml`],
		["plan", "tiny-os", `--${NASTY}`],
		["explore"],
		["explore", "--json"],
		["explore", "loud"],
		["explore", "loud", "--hooks"],
		["explore", "loud", "--readme"],
		["explore", element],
		["lint", join(shop.folder, "elements")],
		["lint", join(shop.folder, "elements"), "--json"],
		["profiles", "list"],
		["profiles", "show", "odd"],
		["profiles", "export", "odd"],
		["elements", "add", `./${NASTY}`],
		["element-info", "tiny-os", NASTY],
		["boot", `${NASTY}.raw`],
		[...build, "tiny-os", "loud", "-o", `image${NASTY}`, "--progress", "plain"],
		["runs", "list"],
		["runs", "list", "--json"],
		["runs", "show"],
		["runs", "show", "--json"],
		["runs", "logs"],
		["runs", "replay", "--progress", "plain"],
		["runs", "replay", "--progress", "ndjson"],
		["runs", "show", NASTY],
		[...build, "tiny-os", "loud", "-o", `other${NASTY}`, "--progress", "ndjson"],
		[...build, "tiny-os", element, "-o", `${NASTY}/image`, "--progress", "plain"],
	];
	const seen: string[] = [];
	for (const args of typed) {
		const { stdout, stderr } = await shop.diskwright(args);
		seen.push(stdout);
		for (const text of [stdout, stderr])
			expect(`${args.join(" ")}: ${text.match(COMMANDS)?.[0] ?? "clean"}`).toMatch(/clean$/);
		expect(stdout.split("\n").slice(0, -3), args.join(" ")).not.toContain("Build completed successfully");
	}
	const dib = await shop.diskImageCreate(["-n", "-t", "raw", "--image-size", "1", "-o", "dib", "tiny-os", "loud"]);
	expect([dib.stdout, dib.stderr].filter((text) => COMMANDS.test(text))).toEqual([]);
	expect(dib.code).toBe(0);
	// The walk has really met the names.
	expect(seen.filter((text) => text.includes("red")).length).toBeGreaterThan(10);
});
