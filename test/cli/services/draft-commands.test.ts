import { join } from "node:path";
import { expect, test } from "vitest";
import { processContext } from "../../../src/cli/entry/context.js";
import { draftCommands } from "../../../src/cli/services/plans.js";
import { profileService } from "../../../src/cli/services/profiles.js";
import { sourceService } from "../../../src/cli/services/sources.js";
import { temporaryFolder, writeTree } from "../../support/elements.js";

async function opened() {
	const home = temporaryFolder();
	const context = { ...processContext(), env: { HOME: home, XDG_CONFIG_HOME: `${home}/config` }, cwd: home };
	return { context, profile: (await profileService(context).open("debian-vm")).profile };
}

test("a draft of a profile is that profile with flags for what differs", async () => {
	const { context, profile } = await opened();
	const changed = { ...profile, release: "trixie", variables: { ...profile.variables, DIB_X: "a b" } };
	const { diskwright, diskImageCreate } = draftCommands({ profile: changed }, "debian-vm", context);
	expect(diskwright.text).toMatch(/^diskwright build debian-vm --release trixie .*--set 'DIB_X=a b'$/);
	expect(diskImageCreate.text).toContain("DIB_RELEASE=trixie");
	expect(diskImageCreate.text).toMatch(/ vm debian-minimal .*enable-serial-console$/);
});

test("what takes something away from its profile is said in full", async () => {
	const { context, profile } = await opened();
	const fewer = { ...profile, elements: profile.elements?.filter((name) => name !== "growroot") };
	const { diskwright } = draftCommands({ profile: fewer }, "debian-vm", context);
	expect(diskwright.text).toMatch(/^diskwright build vm debian-minimal /);
	expect(diskwright.text).not.toContain("growroot");
});

test("secrets that were typed are named, never shown", async () => {
	const { context, profile } = await opened();
	const commands = draftCommands({ profile, secrets: { DIB_TOKEN: "hunter22" } }, "debian-vm", context);
	expect(JSON.stringify(commands)).not.toContain("hunter22");
	expect(commands.diskwright.leftOut).toContain("'DIB_TOKEN' was typed here: set it with export DIB_TOKEN=…");
});

test("live folders of elements stand before both commands, in front of those on the path", async () => {
	const { context, profile } = await opened();
	const env = { ...context.env, ELEMENTS_PATH: "/theirs" };
	const commands = draftCommands({ profile, elementsPath: ["/my elements"] }, "debian-vm", { ...context, env });
	expect(commands.diskwright.text).toMatch(/^ELEMENTS_PATH='\/my elements:\/theirs' diskwright build debian-vm/);
	expect(commands.diskImageCreate.text).toMatch(/^ELEMENTS_PATH='\/my elements:\/theirs' /);
});

test("a live folder is named whole, and refused when it is none", async () => {
	const { context } = await opened();
	const { liveFolder } = sourceService(context);
	writeTree(context.cwd, { "mine/house/element-deps": "", "empty/README": "" });
	expect(await liveFolder(" ~/mine ")).toBe(join(context.cwd, "mine"));
	await expect(liveFolder("empty")).rejects.toThrow("there is no element in it");
	await expect(liveFolder("nowhere")).rejects.toMatchObject({ code: "no-elements" });
});
