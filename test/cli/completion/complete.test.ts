import { describe, expect, test } from "vitest";
import { allTables } from "../../../src/cli/command-line/all-tables.js";
import { wordsOfLine } from "../../../src/cli/completion/answer.js";
import { type Completion, complete } from "../../../src/cli/completion/complete.js";

const tables = allTables({ packageRoot: "/", version: "0" });
const NAMES: Readonly<Record<string, readonly string[]>> = {
	architecture: ["amd64", "arm64"],
	checksum: ["md5", "sha256"],
	element: ["debian-minimal", "vm"],
	folders: ["one/", "other/"],
	formats: ["qcow2", "raw", "tar"],
	layout: ["mbr", "gpt"],
	profile: ["debian-vm"],
	release: ["bookworm", "trixie"],
	run: ["latest", "261130-041552-wd"],
	source: ["octavia"],
	task: ["install/10-x", "root/10-y"],
	target: ["debian-vm", "debian-minimal", "vm"],
};

/** What a line is completed to; it ends where the cursor is. */
async function completed(line: string): Promise<Completion & { words: string[] }> {
	const [program = "", ...words] = wordsOfLine(line);
	const table = tables.find(({ name }) => name === program);
	const names = (kind: string) => (NAMES[kind] ?? []).map((word) => ({ word }));
	const completion = await complete(table!, words.slice(0, -1), words.at(-1) ?? "", names);
	return { ...completion, words: completion.candidates.map(({ word }) => word) };
}
const words = async (line: string) => (await completed(line)).words;

describe("completing a command line", () => {
	test.each([
		["diskwright bu", ["build", "build-list"]],
		["diskwright runs re", ["replay", "retry", "report"]],
		["diskwright build deb", ["debian-vm", "debian-minimal"]],
		["diskwright build debian-vm v", ["vm"]],
		["diskwright build --release t", ["trixie"]],
		["diskwright build --release=t", ["--release=trixie"]],
		["diskwright build -a ar", ["arm64"]],
		["diskwright build --elem", ["--element", "--elements-path"]],
		["diskwright build -t raw,q", ["raw,qcow2"]],
		["diskwright build -t raw,", ["raw,qcow2", "raw,tar"]],
		["diskwright build --checksum s", ["sha256"]],
		["diskwright build --checksum deb", ["debian-vm", "debian-minimal"]],
		["diskwright build --checksum --progress p", ["plain"]],
		["diskwright --elements-path /x plan v", ["vm"]],
		["diskwright build --elements-path a:o", ["a:one/", "a:other/"]],
		["diskwright runs logs 26", ["261130-041552-wd"]],
		["diskwright runs logs latest --task i", ["install/10-x"]],
		["diskwright why r", ["root/10-y"]],
		["diskwright why --against 26", ["261130-041552-wd"]],
		["diskwright runs show latest ", []],
		["diskwright profiles rename debian-vm d", []],
		["diskwright elements update o", ["octavia"]],
		["diskwright explore --why v", ["vm"]],
		["diskwright boot --firmware e", ["efi"]],
		["diskwright completion z", ["zsh"]],
		["diskwright build -- -", []],
		["diskwright build --size ", []],
		["disk-image-create -a a", ["amd64", "arm64"]],
		["disk-image-create -t raw vm debian", ["debian-minimal"]],
		["disk-image-create --image-s", ["--image-size"]],
		["disk-image-create --qcow2-compression z", ["zstd", "zlib"]],
		["ramdisk-image-create -", expect.not.arrayContaining(["-n", "-p"])],
		["element-info --env v", ["vm"]],
		["dib-block-device getval image-b", ["image-block-device", "image-block-devices"]],
	])("%s", async (line, expected) => {
		expect(await words(line)).toEqual(expected);
	});

	test("paths are the shell's: where an option takes one, and where a profile may be one", async () => {
		expect(await completed("diskwright build --ssh-key ~/.ss")).toMatchObject({ paths: "files", words: [] });
		expect(await completed("diskwright build --image-cache /v")).toMatchObject({ paths: "folders", words: [] });
		expect(await completed("diskwright build ./we")).toMatchObject({ paths: "files" });
		expect(await completed("diskwright lint ")).toMatchObject({ paths: "folders" });
		expect(await completed("disk-image-create --logfile x")).toMatchObject({ paths: "files" });
	});
});

test("a line is split as a shell does, also while a quote is open", () => {
	expect(wordsOfLine('a \'b c\'  d\\ e "f \\" g" h')).toEqual(["a", "b c", "d e", 'f " g', "h"]);
	expect(wordsOfLine("a ''")).toEqual(["a", ""]);
	expect(wordsOfLine("a ")).toEqual(["a", ""]);
	expect(wordsOfLine("a 'b ")).toEqual(["a", "b "]);
});
