import { describe, expect, test } from "vitest";
import { createReportMasker, maskJson } from "../../../src/core/secrets/report-masker.js";

describe("what leaves this machine", () => {
	test.each([
		["a known value", "it says hunter2hunter2 here", "it says *** here"],
		["a name like a secret's", "DB_PASSWORD=geheim other=1", "DB_PASSWORD=*** other=1"],
		["a quoted value with blanks", `export API_KEY="two words" x`, "export API_KEY=*** x"],
		["JSON", `{"token": "abc", "size": 3}`, `{"token": ***, "size": 3}`],
		["JSON inside a string", `"{\\"token\\":\\"abc\\"}"`, `"{\\"token\\":***}"`],
		["a YAML mapping", "  db-password: geheim", "  db-password: ***"],
		["an option", "tool --password geheim --size 3", "tool --password *** --size 3"],
		["a query", "GET /x?access_token=abc&y=1", "GET /x?access_token=***&y=1"],
		["the user of a URL", "git clone https://ghp_abc@mirror.example/x", "git clone https://***@mirror.example/x"],
		["a URL with a password", "ftp://me:pw12@mirror.example", "ftp://***@mirror.example"],
		["a header", "> Authorization: Basic bWU6cHc=", "> Authorization: Basic ***"],
		[
			"no secret",
			"DIB_RELEASE=trixie SSH_KEY=/root/key TOKEN_FILE=/x",
			"DIB_RELEASE=trixie SSH_KEY=/root/key TOKEN_FILE=/x",
		],
	])("%s", (_what, line, masked) => {
		expect(createReportMasker(["hunter2hunter2"])(line)).toBe(masked);
	});

	test("a private key goes from its first line to its last, whether in one text or in many", () => {
		const lines = ["a", "-----BEGIN OPENSSH PRIVATE KEY-----", "b3BlbnNzaC1", "-----END OPENSSH PRIVATE KEY-----", "z"];
		const masked = ["a", "***", "***", "***", "z"];
		expect(lines.map(createReportMasker([]))).toEqual(masked);
		expect(createReportMasker([])(lines.join("\n"))).toBe(masked.join("\n"));
	});

	test("the word BEGIN alone does not hide the rest of a log", () => {
		const mask = createReportMasker([]);
		mask("grep -----BEGIN PRIVATE KEY----- file");
		const shown = Array.from({ length: 1000 }, (_, index) => mask(`line ${index}`)).filter((line) => line !== "***");
		expect(shown.length).toBeGreaterThan(800);
	});

	test("strings of a JSON value, whole under the name of a secret", () => {
		const value = { a: ["hunter2hunter2", 1, null], password: "x y", nested: { ok: true, text: "TOKEN=abc" } };
		expect(maskJson(value, createReportMasker(["hunter2hunter2"]))).toEqual({
			a: ["***", 1, null],
			password: "***",
			nested: { ok: true, text: "TOKEN=***" },
		});
	});
});
