import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { verify } from "unixcrypt";
import { expect, test } from "vitest";
import { ownKey, ownKeys } from "../../../src/cli/build/own-keys.js";
import { hostService } from "../../../src/cli/services/services.js";
import { temporaryFolder } from "../../support/elements.js";

function homeWith(files: Readonly<Record<string, string>>): string {
	const home = temporaryFolder();
	mkdirSync(join(home, ".ssh"));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(home, ".ssh", name), text);
	return home;
}

test("the keys of a user are offered: the one used last, then the usual names, then others", () => {
	const key = (kind: string, comment = "") => `${kind} AAAA ${comment}\n`;
	const home = homeWith({
		"id_rsa.pub": key("ssh-rsa", "ann@old"),
		"id_ed25519.pub": key("ssh-ed25519", "ann@home"),
		"work.pub": key("ecdsa-sha2-nistp256"),
		"notes.pub": "no key at all\n",
		id_ed25519: "-----BEGIN OPENSSH PRIVATE KEY-----\n",
	});
	const env = { HOME: home };
	expect(ownKeys(env, undefined)).toEqual([
		{ file: "~/.ssh/id_ed25519.pub", about: "ed25519, ann@home" },
		{ file: "~/.ssh/id_rsa.pub", about: "rsa, ann@old" },
		{ file: "~/.ssh/work.pub", about: "ecdsa-sha2-nistp256" },
	]);
	expect(ownKeys(env, "~/.ssh/work.pub").map(({ file }) => file)[0]).toBe("~/.ssh/work.pub");
	expect(ownKey(env)).toBe(join(home, ".ssh/id_ed25519.pub"));
	expect(ownKey({ HOME: temporaryFolder() })).toBeUndefined();
});

test("a password is hashed as crypt does it, every time with another salt", async () => {
	const { hashPassword } = hostService({ env: {} });
	const [one, other] = await Promise.all([hashPassword("hunter2 ü"), hashPassword("hunter2 ü")]);
	expect(one).toMatch(/^\$6\$[./0-9A-Za-z]{8,16}\$[./0-9A-Za-z]{86}$/);
	expect(one).not.toBe(other);
	expect(verify("hunter2 ü", one)).toBe(true);
});
