import { Text } from "ink";
import { expect, test } from "vitest";
import { useKeys } from "../../../../src/ui/keys/use-keys.js";
import { ScreenFrame, useScreenSize } from "../../../../src/ui/kit/components/screen-frame.js";
import { renderKit } from "../../../support/render-kit.js";

function Body() {
	const { columns, rows } = useScreenSize();
	useKeys({ level: "screen", title: "Body", actions: { build: { run: () => {} } } });
	return <Text>{`${columns}x${rows}`}</Text>;
}

const open = (columns: number, more: Partial<Parameters<typeof ScreenFrame>[0]> = {}) =>
	renderKit(
		<ScreenFrame crumbs={["new image", "disk"]} about="web" right="step 6 of 7" {...more}>
			<Body />
		</ScreenFrame>,
		{ columns, rows: 8 },
	);

test("where one is stands above, the keys below, and the body gets what is between", () => {
	const lines = open(60).lines();
	expect(lines).toHaveLength(8);
	expect(lines[0]).toMatch(/◆ diskwright {2}new image › disk {2}web +step 6 of 7/);
	expect(lines[1]).toBe("60x6");
	expect(lines[7]?.trim()).toBe("b build");
});

test("a narrow header leaves out what it is about, then cuts", () => {
	const [first = ""] = open(44).lines();
	expect(first).toContain("step 6 of 7");
	expect(first).not.toContain("web");
	expect(first.length).toBeLessThanOrEqual(44);
});

test("readings stand at the right instead of a state", () => {
	const [first] = open(80, { readings: [{ label: "elapsed", value: "3m11s" }] }).lines();
	expect(first).toContain("elapsed 3m11s");
	expect(first).not.toContain("step 6");
});
