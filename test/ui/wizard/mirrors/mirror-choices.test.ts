import { describe, expect, it } from "vitest";
import { chooseTheme } from "../../../../src/ui/kit/look/theme.js";
import { measureWords, mirrorCandidates, mirrorEntries } from "../../../../src/ui/wizard/mirrors/mirror-choices.js";

const NONE = { host: undefined, system: undefined, named: undefined, typed: [], used: [] };
const HOST = "http://host.example/debian";

describe("candidates", () => {
	it("are the host's own, the defaults, the profile's, typed ones and used ones, each once", () => {
		const candidates = mirrorCandidates({
			host: HOST,
			system: { mirrors: ["debian", "http://default.example/debian"] },
			named: "http://named.example/debian",
			typed: ["http://typed.example/debian", "http://named.example/debian/"],
			used: [`${HOST}/`, "http://used.example/debian"],
		});
		expect(candidates).toEqual([
			{ url: HOST, from: "host" },
			{ url: "http://default.example/debian", from: "default" },
			{ url: "http://named.example/debian", from: "profile" },
			{ url: "http://typed.example/debian", from: "typed" },
			{ url: "http://used.example/debian", from: "used" },
		]);
	});

	it("do not hold the host's own for another distribution", () => {
		const system = { mirrors: ["http://ubuntu.example/ubuntu"] };
		expect(mirrorCandidates({ ...NONE, host: HOST, system })).toEqual([
			{ url: "http://ubuntu.example/ubuntu", from: "default" },
		]);
	});

	it("begin with the tool's own default where nobody knows one", () => {
		expect(mirrorCandidates({ ...NONE, system: { mirrors: ["debian"] } })).toEqual([{ from: "default" }]);
	});
});

describe("entries", () => {
	const theme = chooseTheme("dark", 3, {});
	const candidates = [{ url: HOST, from: "host" } as const, { url: "http://b/debian", from: "used" } as const];
	const entries = (chosen: string | undefined) =>
		mirrorEntries(candidates, chosen, () => undefined, theme, 0).map((entry) => "value" in entry && entry.current);

	it("mark the one in force: the first one as long as none is chosen", () => {
		expect(entries(undefined)).toEqual([true, false, false]);
		expect(entries(`${HOST}/`)).toEqual([true, false, false]);
		expect(entries("http://b/debian")).toEqual([false, true, false]);
	});
});

describe("what a measure is told as", () => {
	const now = Date.parse("2026-01-02T12:00:00Z");
	it.each([
		[undefined, "asking …"],
		[{ ok: false, why: "refuses the connection" } as const, "refuses the connection"],
		[{ ok: true, milliseconds: 12 } as const, "12 ms"],
		[
			{ ok: true, milliseconds: 12, bytesPerSecond: 8.4 * 2 ** 20, date: "2026-01-02T09:00:00Z" } as const,
			"12 ms, 8.4M/s, 3h ago",
		],
	])("%j", (measure, words) => {
		expect(measureWords(measure, now)).toBe(words);
	});
});
