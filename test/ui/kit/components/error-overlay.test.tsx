import { expect, test, vi } from "vitest";
import { ErrorOverlay } from "../../../../src/ui/kit/components/error-overlay.js";
import { renderKit } from "../../../support/render-kit.js";

test("tells cause and next step until enter or esc closes it", async () => {
	const onClose = vi.fn();
	const error = { code: "x", message: "no such package", next: ["apt-get update"] } as never;
	const kit = renderKit(<ErrorOverlay title="Not installed" error={error} onClose={onClose} />);
	expect(kit.text()).toContain("Not installed");
	expect(kit.text()).toContain("✖ no such package");
	expect(kit.text()).toContain("→ apt-get update");
	await kit.press("b", "enter");
	expect(onClose).toHaveBeenCalledTimes(1);
	await kit.press("escape");
	await expect.poll(() => onClose.mock.calls.length).toBe(2);
});
