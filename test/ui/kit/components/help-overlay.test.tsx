import { expect, test, vi } from "vitest";
import { useKeys } from "../../../../src/ui/keys/use-keys.js";
import { HelpOverlay } from "../../../../src/ui/kit/components/help-overlay.js";
import { renderKit } from "../../../support/render-kit.js";

function Screen({ onClose }: { readonly onClose: () => void }) {
	const run = () => {};
	useKeys({
		...{ level: "screen", title: "Disk" },
		actions: { build: { run, disabled: "no plan" }, save: { run, quiet: true }, toggle: { run, label: "use it" } },
	});
	return <HelpOverlay onClose={onClose} />;
}

test("tells every key that is heard, also the quiet ones, and why one does nothing now", () => {
	const kit = renderKit(<Screen onClose={() => {}} />, { columns: 70, rows: 20 });
	expect(kit.text()).toMatch(/Disk\s/);
	expect(kit.text()).toMatch(/ b .*\(no plan\)/);
	expect(kit.text()).toMatch(/ctrl\+s +save/);
	expect(kit.text()).toMatch(/space +use it/);
	expect(kit.text()).not.toContain("Help");
});

test("scrolls to the meaning of the signs, and ?, esc, enter and q close it", async () => {
	const onClose = vi.fn();
	const kit = renderKit(<Screen onClose={onClose} />, { columns: 70, rows: 12 });
	const [first] = kit.lines();
	await kit.press("G");
	expect(kit.lines()[0]).not.toBe(first);
	await kit.press("?", "enter", "q");
	expect(onClose).toHaveBeenCalledTimes(3);
});
