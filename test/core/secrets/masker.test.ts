import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { knownSecrets, secretsIn } from "../../../src/core/secrets/find-secrets.js";
import { ByteMasker, createMasker, maskStrings } from "../../../src/core/secrets/masker.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");
/** What a masker that knows the values of these variables makes of a text. */
const masked = (env: Record<string, string>, text: string, argv: string[] = []) =>
	createMasker(knownSecrets(env, argv))(text);

describe("what enters as an address with a secret", () => {
	test.each([
		["a password", "http://me:Gehe1m-wort@h:3128", "Gehe1m-wort"],
		["a password in percents", "http://me:Gehe1m%2Fwort@h", "Gehe1m/wort"],
		["the password as written", "http://me:Gehe1m%2fwort@h", "Gehe1m%2fwort"],
		["as basic authentication sends it", "http://me:Gehe1m%2Fwort@h", base64("me:Gehe1m/wort")],
		["a token without a colon", "https://ghp_abc123XYZ@h/x.git", "ghp_abc123XYZ"],
		["that token as basic authentication sends it", "https://ghp_abc123XYZ@h/x.git", base64("ghp_abc123XYZ:")],
		["a token as name", "https://tok3nTOKEN:x-oauth-basic@h", "tok3nTOKEN"],
		["no scheme", "me:Gehe1m-wort@proxy.example:3128", "Gehe1m-wort"],
		["git over ssh", "ssh://git:Gehe1m-wort@h/x", "Gehe1m-wort"],
		["pip's form", "git+https://oauth:Gehe1m-wort@h/x", "Gehe1m-wort"],
		["a slash in the password", "http://me:Gehe/1m-wort@h", "Gehe/1m-wort"],
		["an at in the password", "http://me:Gehe@1m-wort@h", "Gehe@1m-wort"],
		["a quote in the password", "http://me:Gehe'1m-wort@h", "Gehe'1m-wort"],
		["in the middle of apt's sources", "default:deb http://me:Gehe1m-wort@h/debian stable main", "Gehe1m-wort"],
		["a parameter", "https://h/x?a=1&access_token=abcdefgh12", "abcdefgh12"],
		["a signature", "https://h/x?X-Amz-Signature=0123abcd4567", "0123abcd4567"],
		["Azure's signature", "https://h/x?sv=2020&sig=abc%2Bdefgh%3D", "abc+defgh="],
		["a header", "Authorization: Bearer abcdefgh12", "abcdefgh12"],
		["npm's token", "//registry.example/:_authToken=abcdefgh12", "abcdefgh12"],
		["docker's login", `{"auths":{"h":{"auth":"${base64("me:Gehe1m")}"}}}`, base64("me:Gehe1m")],
		["netrc", "machine h login me password Gehe1m-wort", "Gehe1m-wort"],
	])("%s", (_what, value, secret) => {
		expect(secretsIn(value)).toContain(secret);
		expect(masked({ DIB_X: value }, `said ${secret}, twice ${value}`)).not.toContain(secret);
	});

	test.each([
		"ssh://git@host/x",
		"git@host:repository.git",
		"http://mirror.example:8080/debian@x",
		"docker://debian:bookworm@sha256:abcdef",
		"https://registry.example/@scope/name",
		"https://registry.example/a?b=c&d=e",
		"mailto:admin@host",
	])("%s holds none", (value) => expect(secretsIn(value)).toEqual([]));
});

describe("what a masker hides", () => {
	test.each([
		["plain", "Gehe1m 'wort'", "x Gehe1m 'wort' y"],
		["quoted by a shell", "Gehe1m 'wort'", "x 'Gehe1m '\\''wort'\\''' y"],
		["with backslashes", "Gehe1m 'wort'", "x Gehe1m\\ \\'wort\\' y"],
		["in JSON", 'Gehe1m"wort', 'x "Gehe1m\\"wort" y'],
		["in base64", "Gehe1m-wort!", `x ${base64("Gehe1m-wort!")} y`],
		["with signs of patterns", "a.*[b]+(c)|d", "x a.*[b]+(c)|d y"],
		["with letters of any script", "gehéim-wört-包", "x gehéim-wört-包 y"],
		["a line of many", "first-line-x\nsecond-line-y", "x second-line-y z"],
	])("%s", (_what, secret, text) => expect(masked({ MY_TOKEN: secret }, text)).toMatch(/^x '?"?\*\*\*"?'? [yz]$/));

	test("a long one", () => {
		const secret = "Ab1".repeat(4000);
		expect(masked({ MY_TOKEN: secret }, `x ${secret} y`)).toBe("x *** y");
	});

	test("a short one hides no word that it is a part of, and a shorter one only where its name stands", () => {
		expect(masked({ MY_TOKEN: "vm12" }, "vm12 /dev/vm123 vm12")).toBe("*** /dev/vm123 ***");
		expect(masked({ MY_TOKEN: "vm" }, "vm /dev/vm MY_TOKEN=vm")).toBe("vm /dev/vm ***");
		expect(masked({ http_proxy: "http://u:a@h:1" }, "a banana, http://u:a@h:1")).toBe("a banana, http://***@h:1");
	});

	test("logins, signatures and headers that nobody has told of", () => {
		expect(masked({}, "Get:1 http://me:pw@h/x and https://TOKEN@h/y?sig=abc&z=1")).toBe(
			"Get:1 http://***@h/x and https://***@h/y?sig=***&z=1",
		);
		expect(masked({}, "> Authorization: Basic bWU6cHc=")).toBe("> Authorization: Basic ***");
		expect(masked({}, "git@host:x ssh://git@host/x a=b?c=d")).toBe("git@host:x ssh://git@host/x a=b?c=d");
	});

	test("strings of a value, which stays the same otherwise", () => {
		const value = { a: ["http://u:p@h", 1, null], n: true };
		expect(maskStrings(value, createMasker([]))).toEqual({ a: ["http://***@h", 1, null], n: true });
	});
});

test("of a secret in a stream nothing shows, however the stream is cut and however long its lines are", () => {
	const secret = "Gehe1m-wort-42";
	const text = `${"x".repeat(50)}${secret}${"y".repeat(3_000_000)}${secret}z${secret}\nhttps://tok:${secret}@h\r${secret}`;
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 300, max: 1_000_000 }), { minLength: 1, maxLength: 5 }), (sizes) => {
			const masker = new ByteMasker([secret]);
			const bytes = Buffer.from(text);
			const parts: Uint8Array[] = [];
			for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
				const size = sizes[turn % sizes.length] as number;
				parts.push(masker.push(bytes.subarray(at, at + size)));
				at += size;
			}
			const shown = Buffer.concat([...parts, masker.end()]).toString();
			expect(shown.replaceAll("***", "").replaceAll(/[xyz]/g, "")).toBe("\nhttps://@h\r");
		}),
		{ numRuns: 5 },
	);
});
