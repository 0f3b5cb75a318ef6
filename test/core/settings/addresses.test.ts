import { expect, test } from "vitest";
import { addressComplaint } from "../../../src/core/settings/origins.js";

test.each([
	["", undefined],
	["http://a.example/debian", undefined],
	["https://[::1]:8080", undefined],
	["a.example/debian", /begins with http/],
	["ftp://a.example", /begins with http/],
	["http://", /not an address/],
])("whether %j can be an address", (text, complaint) => {
	if (complaint === undefined) expect(addressComplaint(text)).toBeUndefined();
	else expect(addressComplaint(text)).toMatch(complaint);
});
