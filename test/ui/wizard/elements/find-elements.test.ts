import { expect, test } from "vitest";
import { elementFinder } from "../../../../src/ui/wizard/elements/find-elements.js";
import { fakeCatalogue, summariesOf } from "../../../support/fake-catalogue.js";

const catalogue = fakeCatalogue({
	"block-device-gpt": { title: "GPT", category: "block-device", provides: ["block-device"] },
	"block-device-mbr": { title: "MBR", category: "block-device", provides: ["block-device"] },
	bootloader: { title: "GRUB for every disk", category: "boot" },
	growroot: { title: "Grow the root", category: "boot" },
	"openssh-server": { title: "Remote logins", category: "access" },
	"bad\u001b[31mname": {},
});
const find = elementFinder(summariesOf(catalogue));
const names = (query: string) => find(query).flatMap((row) => (row.kind === "element" ? [row.label] : []));

test("without a filter everything stands below its category", () => {
	expect(find("").map((row) => (row.kind === "heading" ? `${row.category} ${row.count}` : row.label))).toEqual([
		...["block-device 2", "block-device-gpt", "block-device-mbr", "boot 2", "bootloader", "growroot"],
		...["access 1", "openssh-server", "other 1", "badname"],
	]);
});

test.each([
	["fuzzy on names", "ssh", ["openssh-server"]],
	["letters may lie apart", "bdg", ["block-device-gpt"]],
	["all words count", "block mbr", ["block-device-mbr"]],
	["titles, too", "logins", ["openssh-server"]],
	["!word leaves out", "block !gpt", ["block-device-mbr"]],
	["!word alone", "!block !boot !name", ["openssh-server"]],
	["a bare ! is still being typed", "ssh !", ["openssh-server"]],
	["case does not matter", "GRUB", ["bootloader"]],
	["nothing", "zzz", []],
])("%s", (_, query, expected) => expect(names(query)).toEqual(expected));

test("the best comes first, with the positions that matched", () => {
	const [heading, first] = find("gro");
	expect(heading).toMatchObject({ kind: "heading", category: "boot" });
	expect(first).toMatchObject({ label: "growroot", positions: new Set([0, 1, 2]) });
});

test("1,000 elements are filtered within a frame of 16 ms a key", () => {
	const words = ["block", "cloud", "ironic", "agent", "device", "network", "python", "server", "kernel", "debian"];
	const many = Object.fromEntries(
		Array.from({ length: 1000 }, (_, i) => [
			`${words[i % 10]}-${words[Math.floor(i / 10) % 10]}-${words[Math.floor(i / 100)]}-${i}`,
			{ title: `The ${words[(i * 7) % 10]} of ${words[(i * 3) % 10]} ${i}`, category: "tools" as const },
		]),
	);
	const search = elementFinder(summariesOf(fakeCatalogue(many)));
	const typed = "cloud kernel !python";
	const times = Array.from({ length: 5 }, () =>
		Array.from({ length: typed.length }, (_, at) => {
			const before = process.cpuUsage();
			search(typed.slice(0, at + 1));
			const { user, system } = process.cpuUsage(before);
			return (user + system) / 1000;
		}),
	);
	// The median of five rounds for every key: the machine may be busy with other things.
	const medians = times[0]!.map((_, key) => times.map((round) => round[key]!).sort((a, b) => a - b)[2]!);
	expect(Math.max(...medians)).toBeLessThan(16);
});
