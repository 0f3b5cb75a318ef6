import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { digest } from "../../../src/engine/output/digest.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

let shop: Workshop;
beforeEach(() => {
	shop = openWorkshop();
});
afterEach(() => shop.remove());

const FORMATS = ["raw", "qcow2", "tar", "squash"];
const WORDS = ["--reproducible", "-t", "raw,qcow2,tar,squashfs", "-o", "image", "--size", "64MiB"];
/** What varies from build to build, or by who builds. */
const VARIED = `mkdir -p /var/cache/ldconfig /etc/order; for name in q w e r t y; do echo $name >/etc/order/$name; done
echo $RANDOM >/var/log/random; echo $RANDOM >/var/cache/ldconfig/aux-cache; printf '%032x\\n' $RANDOM >/etc/machine-id
{ umask; echo "$HOSTNAME \${LANG-} $TZ $SOURCE_DATE_EPOCH"; } >/etc/seen`;
const OUTSIDE =
	'mkdir "$TARGET_ROOT/outside"; cp /etc/hostname "$TARGET_ROOT/outside/"; echo "$HOSTNAME" >"$TARGET_ROOT/outside/name"';

describe.skipIf(process.getuid?.() !== 0)("reproducible images", { timeout: 120_000 }, () => {
	test("are equal in all formats whoever builds them where, also where a hook had the final file systems mounted", async () => {
		shop.element("mine/install.d/50-varied", `#!/bin/bash\nset -eu\n${VARIED}\n`);
		shop.element("mine/root.d/50-outside", `#!/bin/bash\nset -eu\n${OUTSIDE}\n`);
		shop.element(
			"mine/finalise.d/50-boots",
			'#!/bin/bash\nset -eu\necho late >/etc/late\nprintf code >"$IMAGE_BLOCK_DEVICE"\n',
		);
		const build = async (name: string, prefix: string, more: readonly string[], env: NodeJS.ProcessEnv) => {
			mkdirSync(join(shop.folder, name));
			mkdirSync(join(shop.folder, `tmp-${name}`), { mode: 0o1777 });
			const [node, bin] = shop.buildArgv([]);
			const words = [node, bin, "build", "-n", "tiny-os", "mine", "block-device-mbr", ...WORDS, ...more];
			const argv = ["bash", "-c", `cd "$0"; ${prefix}; exec "$@"`, name, ...(words as string[])];
			const ended = await shop.run(argv, { TMPDIR: join(shop.folder, `tmp-${name}`), ...env });
			expect(ended.code, ended.stdout + ended.stderr).toBe(0);
			return Promise.all(FORMATS.map((suffix) => digest(join(shop.folder, name, `image.${suffix}`), "sha256")));
		};
		const epoch = { SOURCE_DATE_EPOCH: "1700000000" };
		const first = await build("one", "true", [], epoch);
		const others = { ...epoch, TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", HOSTNAME: "elsewhere" };
		expect(await build("other", "umask 077", ["--no-tmpfs"], others)).toEqual(first);
		const raw = readFileSync(join(shop.folder, "one/image.raw"));
		expect(raw.subarray(0, 4).toString(), "what a hook has written before the file system").toBe("code");
		const seen = await shop.run(["tar", "-xOf", "one/image.tar", "./etc/seen", "./outside/hostname", "./outside/name"]);
		expect(seen.stdout).toBe("0022\nlocalhost  UTC 1700000000\nlocalhost\nlocalhost\n");
	});

	test("are refused in a format that is never the same twice", async () => {
		const ended = await shop.diskwright(["build", "-n", "tiny-os", "-t", "vmdk", "--reproducible"]);
		expect(ended.code).toBe(2);
		expect(ended.stderr).toContain("An image in the format vmdk is never the same twice");
		const time = await shop.diskwright(["build", "-n", "tiny-os", "--reproducible"], { SOURCE_DATE_EPOCH: "now" });
		expect(time.stderr).toContain("SOURCE_DATE_EPOCH is 'now'");
	});

	test("that are none are explained by verify-reproducible: the file, how it differs, the task that wrote it last", async () => {
		shop.element("mine/install.d/40-first", "#!/bin/bash\nset -eu\necho first >/etc/made; echo same >/etc/same\n");
		shop.element("mine/install.d/50-second", "#!/bin/bash\nset -eu\necho made at $(date +%s.%N) >/etc/made\n");
		shop.element("mine/finalise.d/50-late", "#!/bin/bash\nset -eu\ntrue\n");
		const umask =
			'#!/bin/bash\nset -eu\ncp --no-preserve=all "$0" "$TARGET_ROOT/etc/copied"; nproc >"$TARGET_ROOT/processors"\n';
		shop.element("mine/root.d/60-outside", umask);
		const ended = await shop.diskwright([
			"verify-reproducible",
			"-n",
			"-t",
			"tar",
			"tiny-os",
			"mine",
			"block-device-mbr",
		]);
		expect(ended.stderr).toMatch(/^the first build, .*\nthe second build: another host name/);
		const [head, ...lines] = ended.stdout.trimEnd().split("\n");
		expect(head).toBe("differs  image.tar");
		expect(lines[0]).toMatch(
			/^ {2}\/etc\/made: content; line 1: 'made at .*' and 'made at .*'; last written by install\/50-second of the element mine$/,
		);
		expect(lines.slice(1).every((line) => line.startsWith("  /processors: "))).toBe(true);
		expect(ended.code).toBe(1);
		expect(shop.images(), "both builds are gone").toEqual([]);
	});
});
