import { Text } from "ink";
import { expect, test } from "vitest";
import { innerColumns, innerRows, Panel } from "../../../../src/ui/kit/components/panel.js";
import { renderKit } from "../../../support/render-kit.js";

test("the frame has exactly its size, whatever is in it", () => {
	const wide = `${"wide ".repeat(20)}\n`.repeat(9);
	const kit = renderKit(
		<Panel columns={30} rows={5} title="Disk" note="3 files">
			<Text>{wide}</Text>
		</Panel>,
	);
	expect(kit.lines()).toHaveLength(5);
	for (const line of kit.lines()) expect(line).toMatch(/^[╭│╰].{28}[╮│╯]$/u);
	expect(kit.lines()[0]).toMatch(/^╭─ Disk ─+ 3 files ─╮$/);
});

test("a narrow frame cuts its title, which has its room before the note", () => {
	const [first = ""] = renderKit(
		<Panel columns={20} rows={3} title="A title that is long" note="and a note" />,
	).lines();
	expect(first).toHaveLength(20);
	expect(first).toMatch(/^╭─ A title that … ─╮$/);
});

test("what is inside has four columns and two rows less, never less than none", () => {
	expect([innerColumns(30), innerRows(5), innerColumns(2), innerRows(1)]).toEqual([26, 3, 0, 0]);
});
