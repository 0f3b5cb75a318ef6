import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readInitramfs } from "./initramfs.js";

/** One archive of the format newc. */
function archive(files: readonly { name: string; mode: number; content?: string }[]): Buffer {
	const hex = (value: number) => value.toString(16).padStart(8, "0");
	const padded = (text: string) => text.padEnd(Math.ceil(text.length / 4) * 4, "\0");
	const one = ({ name, mode, content = "" }: (typeof files)[number]) => {
		const fields = [1, mode, 0, 0, 1, 99, content.length, 0, 0, 5, 6, name.length + 1, 0].map(hex).join("");
		return padded(`070701${fields}${name}\0`) + padded(content);
	};
	return Buffer.from([...files, { name: "TRAILER!!!", mode: 0 }].map(one).join(""), "latin1");
}

const early = archive([{ name: "kernel", mode: 0o40755 }]);
const main = archive([
	{ name: "init", mode: 0o100755, content: "#!/bin/sh\n" },
	{ name: "bin", mode: 0o120777, content: "usr/bin" },
	{ name: "dev/console", mode: 0o20600 },
]);

test.each([
	["plain", main],
	["gzip", gzipSync(main)],
	["zstd", execFileSync("zstd", ["-c"], { input: main })],
])("files of two archives are read, the second one %s", (_, second) => {
	const tree = readInitramfs(Buffer.concat([early, Buffer.alloc(512), second]));
	expect(Object.fromEntries(tree)).toEqual({
		kernel: { type: "folder", mode: "755", owner: "0:0" },
		init: { type: "file", mode: "755", owner: "0:0", content: expect.stringMatching(/^[0-9a-f]{16}$/) },
		bin: { type: "link", owner: "0:0", target: "usr/bin" },
		"dev/console": { type: "character device", mode: "600", owner: "0:0", device: "5:6" },
	});
});

test("an archive that is cut off, or none, is an error", () => {
	expect(() => readInitramfs(main.subarray(0, 130))).toThrow("in the middle");
	expect(() => readInitramfs(Buffer.from("something else"))).toThrow("unknown");
});
