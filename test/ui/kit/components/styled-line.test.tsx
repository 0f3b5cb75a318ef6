import { expect, test } from "vitest";
import { StyledLine } from "../../../../src/ui/kit/components/styled-line.js";
import { renderKit } from "../../../support/render-kit.js";

const LINE = [
	{ text: "to run  ", style: "dim" },
	{ text: "50-grub", style: "strong" },
] as const;

test("pieces follow each other and are cut at the edge", () => {
	expect(renderKit(<StyledLine line={LINE} columns={30} />).text()).toBe("to run  50-grub");
	expect(renderKit(<StyledLine line={LINE} columns={11} />).text()).toBe("to run  50…");
	expect(
		renderKit(<StyledLine line={LINE} columns={8} />)
			.text()
			.trimEnd(),
	).toBe("to run");
});

test("marks count over all pieces and take nothing away", () => {
	expect(renderKit(<StyledLine line={LINE} columns={30} marked={new Set([3, 11])} />).text()).toBe("to run  50-grub");
});

test("an empty line is one row high", () => {
	expect(renderKit(<StyledLine line={[]} columns={10} />).lines()).toHaveLength(1);
});
