import { expect, test } from "vitest";
import type { UserError } from "../../../src/core/errors.js";
import { stagesOf } from "../../../src/core/hooks/phases.js";
import { parseProfile } from "../../../src/core/profile/parse.js";
import { completeRule } from "../../../src/core/publish/planned-publication.js";
import { profileOfFlags } from "../../../src/core/settings/from-flags.js";
import { PUBLISH } from "../../../src/core/settings/publish.js";

const parse = (text: string) => parseProfile(`version: 1\n${text}`, "web.yaml").profile;

function complaint(text: string): string {
	try {
		parse(text);
		return "accepted";
	} catch (error) {
		const { place, message, next } = error as UserError;
		return `${place?.line}:${place?.column} ${message} ${next.join(" ")}`;
	}
}

const planned = (text: string) => {
	const { publish } = parse(text);
	return publish && PUBLISH.publish.settings?.(publish).publish;
};

test("a place has what the command says by flags, and the rest is as usual", () => {
	const [one] =
		planned(`publish:
  to: glance:lab
  keep: 3
  max-age: 90d
  min-ram: 512
  properties: {os_admin_user: debian}
  url: https://images.example/web.qcow2
`) ?? [];
	expect(one && completeRule(one, "/srv/images/web")).toEqual({
		...{ to: "glance:lab", name: "web", keep: 3, maxAgeSeconds: 90 * 86_400, minRam: 512, older: "hide" },
		...{ visibility: "private", protected: false, tags: [], properties: { os_admin_user: "debian" }, stores: [] },
		...{ method: "web-download", url: "https://images.example/web.qcow2" },
	});
});

test("the build publishes to places that are marked, and has a stage for it then", () => {
	const some = planned("publish: [{to: glance:lab}, {to: 'folder:/srv/images', always: true}]");
	expect(some?.map(({ to, afterBuild }) => [to, afterBuild])).toEqual([
		["glance:lab", false],
		["folder:/srv/images", true],
	]);
	expect(stagesOf({ publish: some ?? [] })).toContain("publish");
	expect(stagesOf({ publish: planned("publish: {to: glance:lab}") ?? [] })).not.toContain("publish");
});

test.each([
	["publish: {to: glance:lab, keep: 0}", /^2:33 'publish.keep': must be 1 or more/],
	[
		"publish: {to: glance:lab, kep: 3}",
		/^2:27 Unknown key 'kep' in 'publish' Did you mean keep\? Known keys here: to, name, /,
	],
	[
		"publish: [{to: glance:lab, visibilty: public}]",
		/^2:28 Unknown key 'visibilty' in 'publish.0' Did you mean visibility\? Known keys here: to, /,
	],
	[
		"publish: {to: glance:lab, visibility: everybody}",
		/^2:39 'publish.visibility': 'everybody' is not one of private, shared, community, public/,
	],
	["publish: {name: web}", /^2:10 'publish.to': is missing/],
	["publish: {to: 'ftp://x/y'}", /^2:15 'publish.to': 'ftp:\/\/x\/y' is no place to publish to\. Name a cloud/],
	[
		"publish: {to: 'https://me:secret@x/y/'}",
		/^2:15 'publish.to': holds a login, which profiles and command lines show/,
	],
	["publish: {to: glance, max-age: soon}", /^2:\d+ 'publish.max-age': /],
	["publish: {to: glance, method: web-download}", /^2:\d+ 'publish.method': web-download needs 'url'/],
	[
		"publish: {to: glance, properties: {visibility: public}}",
		/'visibility' in 'publish.properties' is no property of its own/,
	],
	["publish: []", /^2:10 'publish': must name at least one place/],
	["publish: glance", /^2:10 'publish': must be a /],
])("%s is told with its place", (text, said) => {
	expect(complaint(text)).toMatch(said);
});

const typed = (flags: object, profile = "") =>
	profileOfFlags({ ...flags }, [], parse(profile), {
		absolute: (file) => file,
		ownKey: () => undefined,
		addedSources: [],
	}).publish;

test("--publish takes the places of the profile, --publish-to adds one", () => {
	const profile = "publish: {to: glance:lab, keep: 3}";
	expect(typed({}, profile)).toBeUndefined();
	expect(typed({ publish: true }, profile)).toEqual([{ to: "glance:lab", keep: 3, always: true }]);
	expect(typed({ publishTo: ["glance:lab"] }, profile)).toEqual([{ to: "glance:lab", keep: 3, always: true }]);
	expect(typed({ publishTo: ["glance:home"] }, profile)).toEqual([
		{ to: "glance:lab", keep: 3 },
		{ to: "glance:home", always: true },
	]);
});

test("--publish without a place in the profile, and a place that is none, are refused", () => {
	expect(() => typed({ publish: true })).toThrow("--publish: the profile does not say where to publish to");
	expect(() => typed({ publishTo: ["ftp://x/"] })).toThrow("--publish-to: 'ftp://x/' is no place to publish to");
});
