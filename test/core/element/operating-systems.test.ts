import { describe, expect, it } from "vitest";
import type { Element, ElementMeta } from "../../../src/core/element/element.js";
import { chosenSystem, operatingSystems, withRelease } from "../../../src/core/element/operating-systems.js";
import type { Profile } from "../../../src/core/profile/profile.js";

function element(name: string, part: Partial<Element> = {}): Element {
	return { name, path: `/e/${name}`, collection: "/e", deps: [], provides: [], files: {}, dirs: {}, ...part };
}

const meta = (part: Partial<ElementMeta>): ElementMeta => ({
	...{ title: "t", category: "other", variables: {}, finalFilesystem: {}, tools: [], place: { file: "element.yaml" } },
	...part,
});

const debian = {
	distribution: "debian",
	releases: [{ name: "bookworm" }],
	architectures: ["amd64"],
	mirrors: ["debian"],
};
const ELEMENTS = [
	element("vm"),
	element("fedora", { provides: ["operating-system"] }),
	element("bootstrap", { deps: ["fetch"], meta: meta({ tools: ["mmdebstrap"] }) }),
	element("fetch", { deps: ["bootstrap", "not-there"], meta: meta({ tools: ["curl", "mmdebstrap"] }) }),
	element("ubuntu", { meta: meta({ operatingSystem: { ...debian, distribution: "ubuntu" } }) }),
	element("debian", { deps: ["bootstrap"], meta: meta({ title: "Debian", operatingSystem: debian, tools: ["tar"] }) }),
];
const SYSTEMS = operatingSystems({ elements: new Map(ELEMENTS.map((one) => [one.name, one])) });
const system = (name: string) => SYSTEMS.find(({ element: own }) => own === name)!;

describe("operating systems of a catalogue", () => {
	it("are those with metadata, then those that only provide one", () => {
		expect(SYSTEMS.map(({ element: name }) => name)).toEqual(["debian", "ubuntu", "fedora"]);
		expect(system("fedora")).toMatchObject({ distribution: "fedora", releases: [], architectures: [] });
	});

	it("need the tools of all elements below them, each once, also where these need each other", () => {
		expect(system("debian").tools).toEqual(["tar", "mmdebstrap", "curl"]);
	});
});

describe("a chosen release", () => {
	const base: Profile = { version: 1, distribution: "debian", release: "bookworm", elements: ["vm", "debian", "ssh"] };
	const choose = (profile: Profile, name: string, release: string) =>
		withRelease(profile, { system: system(name), release }, SYSTEMS);

	it.each([
		["another release", base, "debian", "trixie", { release: "trixie", elements: ["vm", "debian", "ssh"] }],
		[
			"another system, in its place",
			base,
			"ubuntu",
			"noble",
			{ distribution: "ubuntu", elements: ["vm", "ubuntu", "ssh"] },
		],
		["none before", { version: 1, elements: ["vm"] } as Profile, "debian", "bookworm", { elements: ["vm", "debian"] }],
		["no elements before", { version: 1 } as Profile, "debian", "bookworm", { elements: ["debian"] }],
		[
			"two before",
			{ version: 1, elements: ["fedora", "vm", "debian"] } as Profile,
			...(["ubuntu", "noble", { elements: ["ubuntu", "vm"] }] as const),
		],
	])("%s", (_, profile, name, release, expected) => {
		expect(choose(profile, name, release)).toMatchObject(expected);
	});

	it("is not a change when it is the present one", () => {
		expect(choose(base, "debian", "bookworm")).toEqual(base);
	});

	it("leaves the element's default when it is empty", () => {
		expect(choose(base, "fedora", "")).toEqual({
			version: 1,
			distribution: "fedora",
			elements: ["vm", "fedora", "ssh"],
		});
	});

	it("lets the mirrors of another distribution go, but keeps the proxy", () => {
		const mirrors = { debian: "http://a/debian", "debian-security": "http://a/sec", proxy: "http://p:1" };
		expect(choose({ ...base, mirrors }, "debian", "trixie").mirrors).toEqual(mirrors);
		expect(choose({ ...base, mirrors }, "ubuntu", "noble").mirrors).toEqual({ proxy: "http://p:1" });
		const { proxy: _, ...only } = mirrors;
		expect(choose({ ...base, mirrors: only }, "ubuntu", "noble")).not.toHaveProperty("mirrors");
	});

	it("is found by the element that is asked for", () => {
		expect(chosenSystem(base, SYSTEMS)?.element).toBe("debian");
		expect(chosenSystem({ version: 1, elements: ["vm"] }, SYSTEMS)).toBeUndefined();
	});
});
