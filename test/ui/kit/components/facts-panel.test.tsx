import { expect, test } from "vitest";
import { FactsPanel, LoadedFacts } from "../../../../src/ui/kit/components/facts-panel.js";
import { renderKit } from "../../../support/render-kit.js";

const ROOM = { columns: 40, rows: 8 };

test("facts stand in a frame with a title and a note", () => {
	const kit = renderKit(<FactsPanel title="web" note="saved" room={ROOM} facts={[{ label: "by", text: "ann" }]} />);
	expect(kit.lines()[0]).toMatch(/^╭─ web ─+ saved ─╮$/);
	expect(kit.text()).toContain("by  ann");
});

test("what is fetched is waited for, then told; a failure with its next step", () => {
	const facts = (value: string) => [{ text: value }];
	const loaded = (state: Parameters<typeof LoadedFacts<string>>[0]["loaded"]) => (
		<LoadedFacts title="web" room={ROOM} loaded={state}>
			{facts}
		</LoadedFacts>
	);
	const kit = renderKit(loaded({ status: "loading" }));
	expect(kit.text()).toContain("looking …");
	kit.rerender(loaded({ status: "ok", value: "here it is" }));
	expect(kit.text()).toContain("here it is");
	kit.rerender(loaded({ status: "failed", error: { code: "x", message: "gone", next: ["look again"] } as never }));
	expect(kit.text()).toMatch(/✖ gone[\s\S]*→ look again/);
});

test("keys wait for a list that is to come, and not for facts", () => {
	const waits = (children?: () => []) =>
		renderKit(
			<LoadedFacts title="web" room={ROOM} loaded={{ status: "loading" }} {...(children ? { children } : {})} />,
		).keys.getState().waits.size;
	expect(waits()).toBe(1);
	expect(waits(() => [])).toBe(0);
});
