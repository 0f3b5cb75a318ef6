import { expect, test } from "vitest";
import { typeGuid } from "../../../src/core/disk/gpt.js";

/** As sgdisk 1.0.9 writes them. */
test.each([
	["0700", "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"],
	["100", "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"],
	["0b00", "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"],
	["0c01", "E3C9E316-0B5C-4DB8-817D-F92DF00215AE"],
	["0x8300", "0FC63DAF-8483-4772-8E79-3D69D8477DE4"],
	["830c", "2C7357ED-EBD2-46D9-AEC1-23D437EC2BF5"],
	["8310", "4D21B016-B534-45C2-A9FB-5C16E091FD2D"],
	["EF01", "024DEE41-33E7-11D3-9D69-0008C781F39F"],
	["ff", "0FC63DAF-8483-4772-8E79-3D69D8477DE4"],
	["c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"],
])("the GPT type %s is %s", (type, guid) => {
	expect(typeGuid(type)).toBe(guid);
});

test("what is not a type names types that are", () => {
	expect(() => typeGuid("zz")).toThrow("the GPT type zz is not known");
});
