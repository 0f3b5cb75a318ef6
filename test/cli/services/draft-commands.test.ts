import { expect, test } from "vitest";
import { processContext } from "../../../src/cli/context.js";
import { draftCommands } from "../../../src/cli/services/draft-commands.js";
import { profileService } from "../../../src/cli/services/profiles.js";
import { temporaryFolder } from "../../support/elements.js";

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
