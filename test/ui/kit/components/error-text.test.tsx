import { expect, test } from "vitest";
import { ErrorText, errorLines } from "../../../../src/ui/kit/components/error-text.js";
import { renderKit } from "../../../support/render-kit.js";

const ERROR = {
	...{ code: "x", message: "The file says nothing that can be built", next: ["Name an element."] },
	place: { file: "/p/web.yaml", line: 3 },
} as never;

test("cause, place and next step stand below each other, each wrapped behind its sign", () => {
	expect(errorLines(ERROR, 24)).toEqual([
		{ kind: "cause", text: "✖ The file says nothing" },
		{ kind: "cause", text: "  that can be built" },
		{ kind: "place", text: "  at /p/web.yaml:3" },
		{ kind: "next", text: "→ Name an element." },
	]);
});

test("no more lines are shown than there are rows", () => {
	expect(renderKit(<ErrorText error={ERROR} columns={24} rows={2} />).lines()).toEqual([
		"✖ The file says nothing",
		"  that can be built",
	]);
});
