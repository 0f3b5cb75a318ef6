import { expect, test } from "vitest";
import { imageCommand } from "../../../src/core/dib/image-command.js";
import { parseImageLists } from "../../../src/core/dib/image-list.js";

const args = (text: string) => parseImageLists([{ file: "list.yaml", text }]).map((image) => imageCommand(image).args);

test("whole numbers that are written with decimals are handed on as they are (contract §2.4)", () => {
	expect(args("- image-size: 2.0\n- min-tmpfs: 3\n")).toEqual([["--image-size", "2.0", "--min-tmpfs", "3"]]);
	expect(args("- max-online-resize: 0x10\n")).toEqual([["--max-online-resize", "16"]]);
	expect(() => args("- image-size: 2.5\n")).toThrow("'image-size': must be a whole number");
	expect(() => args("- image-size: 0.0\n")).toThrow("'image-size': must be 1 or more");
});

test("a byte order mark is not part of the list", () => {
	expect(args("\ufeff- imagename: x\n")).toEqual([["-o", "x"]]);
});

test("a tag that nobody knows is refused, with its line", () => {
	const place = expect.objectContaining({ file: "list.yaml", line: 2 });
	expect(() => args("- arch: amd64\n  imagename: !x foo\n")).toThrow(expect.objectContaining({ place }));
	expect(args("- imagename: !!str 5\n")).toEqual([["-o", "5"]]);
});
