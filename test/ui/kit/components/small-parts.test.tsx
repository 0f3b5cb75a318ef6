import { Box, Text } from "ink";
import { expect, test } from "vitest";
import { ProgressBar } from "../../../../src/ui/kit/components/progress-bar.js";
import { fittingReadings, Readings, readingsWidth } from "../../../../src/ui/kit/components/readings.js";
import { Row } from "../../../../src/ui/kit/components/row.js";
import { Spinner } from "../../../../src/ui/kit/components/spinner.js";
import { SPINNER } from "../../../../src/ui/kit/look/glyphs.js";
import { renderKit } from "../../../support/render-kit.js";

test("a bar fills its columns by its share, which is never below 0 nor above 1", () => {
	const filled = (share: number) => {
		const text = renderKit(<ProgressBar share={share} columns={10} />).text();
		expect(text).toHaveLength(10);
		return [...text].filter((cell) => cell === "━").length;
	};
	expect([-1, 0, 0.54, 1, 7].map(filled)).toEqual([0, 0, 5, 10, 10]);
});

const READINGS = [
	{ label: "elapsed", value: "3m11s" },
	{ label: "warning", value: "1", valueFirst: true },
];

test("readings stand side by side, as many as have room", () => {
	const kit = renderKit(
		<Text>
			<Readings readings={READINGS} />
		</Text>,
	);
	expect(kit.text()).toBe("elapsed 3m11s   1 warning");
	expect(readingsWidth(READINGS)).toBe("elapsed 3m11s   1 warning".length);
	expect(fittingReadings(READINGS, 25)).toEqual(READINGS);
	expect(fittingReadings(READINGS, 24)).toEqual(READINGS.slice(0, 1));
	expect(fittingReadings(READINGS, 3)).toEqual([]);
});

test("a row is one line, cut at the edge", () => {
	const kit = renderKit(
		<Box width={10}>
			<Row highlighted>{"a text that is too long"}</Row>
		</Box>,
	);
	expect(kit.lines()).toHaveLength(1);
	expect(kit.text().length).toBeLessThanOrEqual(10);
});

test("a spinner turns", async () => {
	const kit = renderKit(
		<Text>
			<Spinner />
		</Text>,
	);
	const seen = new Set<string>();
	await expect.poll(() => seen.add(kit.text()).size, { timeout: 3000 }).toBeGreaterThan(2);
	for (const frame of seen) expect(SPINNER).toContain(frame);
});
