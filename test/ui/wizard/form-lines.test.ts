import { expect, test } from "vitest";
import type { Profile } from "../../../src/core/profile/profile.js";
import { ALL_SETTINGS } from "../../../src/core/settings/settings.js";
import { formLines, withValue } from "../../../src/ui/wizard/form-lines.js";
import { STEPS } from "../../../src/ui/wizard/steps.js";

/** A form whose choices end up in `profile()`. */
function form(step: string, begin: Omit<Profile, "version"> = {}) {
	let profile: Profile = { version: 1, ...begin };
	const lines = () =>
		formLines(step, profile, undefined, (change) => {
			profile = change(profile);
		});
	const line = (name: string) =>
		lines().find((one) => one.name === name) as never as {
			readonly value: string;
			readonly placeholder: string;
			readonly options: readonly { readonly value: string }[];
			readonly check: (text: string) => string | undefined;
			readonly onChange: (value: string) => void;
		};
	return { line, lines, profile: () => profile };
}

test("a line belongs to a step that there is", () => {
	const steps = new Set(ALL_SETTINGS.flatMap(({ row }) => row.form?.step ?? []));
	for (const step of steps) expect(STEPS.map(({ id }) => id)).toContain(step);
});

test("a line that is typed says what is usual, checks as the row does, and leaves nothing behind when it goes", () => {
	const { line, profile } = form("disk");
	expect(line("size")).toMatchObject({ value: "", placeholder: "by its content" });
	expect(line("size").check("3")).toMatch(/^'3' is not a size.*\. /);
	expect(line("size").check("3GiB")).toBeUndefined();
	expect(line("size").check(" ")).toBeUndefined();
	line("size").onChange(" 3GiB ");
	expect(profile()).toEqual({ version: 1, disk: { size: "3GiB" } });
	line("size").onChange("");
	expect(profile()).toEqual({ version: 1 });
});

test("a line with choices shows a value in its own words, also one that it does not offer", () => {
	const { line, profile } = form("disk", { disk: { "file-system": "btrfs" }, checksum: true });
	expect(line("file-system").options.map(({ value }) => value)).toEqual(["btrfs", "ext4", "xfs"]);
	expect(line("checksum").value).toBe("both");
	line("checksum").onChange("md5");
	expect(profile().checksum).toBe("md5");
	line("checksum").onChange("no");
	expect(profile()).not.toHaveProperty("checksum");
});

test("addresses are complained of, and a problem stands at its line", () => {
	const { line, profile } = form("mirrors");
	expect(line("proxy").check("proxy:3128")).toMatch(/begins with http/);
	const lines = formLines("mirrors", profile(), undefined, () => {}, { proxy: "No mirror answers through it." });
	expect(lines.filter(({ problem }) => problem).map(({ name }) => name)).toEqual(["proxy"]);
});

test("values change at their place alone", () => {
	const profile = { version: 1, mirrors: { debian: "http://a", proxy: "http://p" } } as const;
	expect(withValue(profile, ["mirrors", "debian"], undefined)).toEqual({ version: 1, mirrors: { proxy: "http://p" } });
	expect(withValue(profile, ["title"], "mine")).toEqual({ ...profile, title: "mine" });
});
