import { existsSync, mkdirSync, readlinkSync, realpathSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { BuildContext } from "../../../src/engine/build-context.js";
import { offerQuickInitramfs, phaseEnvironment } from "../../../src/engine/hooks/quick-initramfs.js";
import { temporaryFolder } from "../../support/elements.js";

const PROJECT = resolve(import.meta.dirname, "../../..");
const DIB = "/usr/lib/python3/dist-packages/diskimage_builder/elements";

/** A build whose element `dpkg` comes from `collection`. */
function build(collection: string, environment: Record<string, string> = {}): BuildContext {
	const elements = [{ name: "dpkg", collection }];
	const context = {
		...{ elements, order: { packageRoot: PROJECT }, callerNames: { name: "me", uid: 1, gid: 1 } },
		work: { hooks: join(temporaryFolder(), "in_target.d") },
		environment: { _LIB: join(PROJECT, "src/engine/hook-library"), ...environment },
	};
	mkdirSync(context.work.hooks);
	return context as unknown as BuildContext;
}

describe("apt inside the image is told of quick initial ramdisks", () => {
	test("where the elements know nothing of them", async () => {
		const ctx = build(DIB);
		await offerQuickInitramfs(ctx);
		expect(phaseEnvironment(ctx).APT_CONFIG).toBe("/tmp/in_target.d/diskwright/apt.conf");
	});

	test("not where ours make them at the end, and not without packages of Debian's kind", async () => {
		const own = build(join(PROJECT, "elements"));
		const none = { ...build(DIB), elements: [] };
		for (const ctx of [own, none]) {
			await offerQuickInitramfs(ctx);
			expect(phaseEnvironment(ctx)).not.toHaveProperty("APT_CONFIG");
		}
	});

	test("not where somebody has settings of his own", async () => {
		const ctx = build(DIB, { APT_CONFIG: "/etc/own" });
		await offerQuickInitramfs(ctx);
		expect(phaseEnvironment(ctx).APT_CONFIG).toBe("/etc/own");
	});
});

test("packages find an update-initramfs of ours only where theirs is installed", async () => {
	const ctx = build(DIB);
	await offerQuickInitramfs(ctx);
	const link = join(ctx.work.hooks, "diskwright/bin/update-initramfs");
	const image = temporaryFolder();
	mkdirSync(join(image, "tmp"));
	symlinkSync(ctx.work.hooks, join(image, "tmp/in_target.d"));
	// The folder of the package must be there for the way back to the root to lead anywhere.
	const seen = `${image}${readlinkSync(link)}`;
	mkdirSync(join(image, "usr/share/doc"), { recursive: true });
	expect(existsSync(seen)).toBe(false);
	mkdirSync(join(image, "usr/share/doc/initramfs-tools"));
	expect(realpathSync(seen)).toBe(realpathSync(join(ctx.work.hooks, "diskwright/initramfs/update-initramfs")));
});
