import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { curesFor, cureText } from "../../../src/core/failure/cure-words.js";
import { KNOWN_CAUSES, matchCauses } from "../../../src/core/failure/match-causes.js";

const PROJECT = resolve(import.meta.dirname, "../../..");
const FIXTURES = join(PROJECT, "test/fixtures");

/** The failure that a hook printing this log would be. */
function failureOf(folder: string) {
	const read = (file: string) => readFileSync(join(FIXTURES, folder, file), "utf8").trimEnd();
	const exitCode = Number(read("status"));
	return {
		lines: read("log").split("\n").slice(-50),
		message: `the hook 50-x failed with status ${exitCode}`,
		exitCode,
	};
}

function cure(id: string, program: "disk-image-create" | "ramdisk-image-create", sized = false): string[] {
	return KNOWN_CAUSES.filter((one) => one.id === id).flatMap((one) => curesFor(one, { program, sized }));
}

const folders = (of: string) =>
	readdirSync(join(FIXTURES, of), { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe("known causes", () => {
	test("every one has an id of its own, words and a cure", () => {
		const ids = KNOWN_CAUSES.map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
		for (const { id, title, patterns, cure } of KNOWN_CAUSES) {
			expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
			expect(title, id).toMatch(/^\S.*\.$/);
			expect(patterns.length, id).toBeGreaterThan(0);
			expect(cure.length, id).toBeGreaterThan(0);
		}
	});

	test("none advises to trust what is not known, or to check less", () => {
		const lowering =
			/trusted=|trust(?:ed)?\.gpg|allow-(?:unauthenticated|insecure|downgrade|releaseinfo)|AllowUnauth|AllowInsecure|Check-Valid-Until|Verify-(?:Peer|Host)|no-check-certificate|--insecure|curl [^|]*-\w*k\b|sslVerify|StrictHostKeyChecking|update-ca-certificates|no-check-gpg|nogpgcheck|force-yes|chmod (?:-R )?[0-7]*7\b|INSECURE|safe\.directory=?'?\*/i;
		for (const { id, cure } of KNOWN_CAUSES)
			for (const step of cure) {
				const text = typeof step === "string" ? step : step.text;
				expect(lowering.test(text) ? `${id}: ${text}` : "", id).toBe("");
			}
	});

	test("every one was provoked, and nothing else", () => {
		expect(folders("known-causes").map(({ name }) => name)).toEqual(KNOWN_CAUSES.map(({ id }) => id).sort());
		for (const { id } of KNOWN_CAUSES)
			for (const file of ["command", "log", "status"])
				expect(existsSync(join(FIXTURES, "known-causes", id, file)), `${id}/${file}`).toBe(true);
	});

	test.each(KNOWN_CAUSES.map(({ id }) => id))("%s comes first for its own log", (id) => {
		expect(matchCauses(failureOf(`known-causes/${id}`))[0]?.id).toBe(id);
	});

	test.each(folders("successful-logs").map(({ name }) => name))("the log of a success, %s, matches nothing", (name) => {
		const failure = failureOf(`successful-logs/${name}`);
		const all = readFileSync(join(FIXTURES, "successful-logs", name, "log"), "utf8").split("\n");
		for (const exitCode of [1, 124, 126, 127, 137])
			expect(matchCauses({ ...failure, lines: all, message: "it failed", exitCode })).toEqual([]);
	});

	test.each(["disk-image-create", "ramdisk-image-create"] as const)(
		"whoever typed %s is advised in its words, whatever the cause",
		(program) => {
			for (const sized of [true, false]) {
				for (const cause of KNOWN_CAUSES) {
					const cures = curesFor(cause, { program, sized });
					expect(cures.join("\n"), cause.id).not.toMatch(
						/diskwright build|PROFILE|--(set|mirror|size|release|on-failure)\b/,
					);
					const shown = cause.cure.filter((one) => typeof one === "string" || one.sized === sized);
					expect(curesFor(cause, { program: "diskwright", sized })).toEqual(shown.map(cureText));
				}
			}
			expect(cure("variable-missing", program)[0]).toBe(`Set it: NAME=VALUE ${program} …`);
			expect(cure("package-not-found", program)[2]).toMatch(
				new RegExp(`: DIB_DEBIAN_COMPONENTS=main,contrib,non-free ${program} …$`),
			);
			expect(cure("hash-sum-mismatch", program)).toContain(
				`Take another mirror: DIB_DISTRIBUTION_MIRROR=URL ${program} …`,
			);
			expect(cure("xfs-too-small", program)).toContain(`Enlarge it: ${program} --image-size 1 …`);
		},
	);

	test("the advice for an image that is too small fits what was given", () => {
		const cures = (sized: boolean) => cure("image-too-small", "disk-image-create", sized).join("\n");
		expect(cures(true)).toContain("Give it a larger size: disk-image-create --image-size 4 …");
		expect(cures(true)).toContain("give it none");
		expect(cures(false)).not.toMatch(/larger size|none/);
	});

	test("what explains more comes before a symptom, however late that is said", () => {
		const lines = ["E: NO_PUBKEY 76BFF7085B130695", "E: The repository 'x' is not signed.", "cp: x: Permission denied"];
		const ids = matchCauses({ lines, message: "the hook 50-x failed with status 1", exitCode: 1 }).map(({ id }) => id);
		expect(ids).toEqual(["signing-key-missing", "permission-denied", "repository-unsigned"]);
	});

	test("of two explanations the later line counts", () => {
		const dns = "Temporary failure resolving 'mirror.example'";
		const user = "useradd: user 'x' already exists";
		const first = (lines: string[]) => matchCauses({ lines, message: "", exitCode: 1 })[0]?.id;
		expect(first([dns, user])).toBe("user-exists");
		expect(first([user, dns])).toBe("name-resolution-failed");
	});

	test("a status that a cause asks for must be there", () => {
		expect(matchCauses({ lines: ["Killed"], message: "", exitCode: 1 })).toEqual([]);
		expect(matchCauses({ lines: ["Killed"], message: "" })).toEqual([]);
	});

	test("docs/known-causes.md says the same (renew it with vitest -u)", async () => {
		await expect(table()).toMatchFileSnapshot(join(PROJECT, "docs/known-causes.md"));
	});
});

function table(): string {
	const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("*", "\\*").replaceAll("<", "&lt;");
	const rows = KNOWN_CAUSES.map(
		({ id, title, cure }) => `| \`${id}\` | ${cell(title)} | ${cure.map((one) => cell(cureText(one))).join("<br>")} |`,
	);
	return [
		"# Known causes of failures",
		"",
		"When a task fails, what it said last is compared with these; the one that fits best is shown with what helps. They",
		"live in `src/core/failure/causes`. Each has a real log in `test/fixtures/known-causes/ID/log`, and beside it the",
		"`command` that provokes the failure in a disposable copy of the machine (`test/fixtures/known-causes/capture`).",
		"",
		"| id | what went wrong | what helps |",
		"| --- | --- | --- |",
		...rows,
		"",
	].join("\n");
}
