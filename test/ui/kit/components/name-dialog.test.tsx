import { expect, test, vi } from "vitest";
import { UserError } from "../../../../src/core/errors.js";
import { NameDialog } from "../../../../src/ui/kit/components/name-dialog.js";
import { renderKit } from "../../../support/render-kit.js";

function open(onSubmit: (text: string) => Promise<unknown>) {
	const onClose = vi.fn();
	const texts = { title: "Rename", text: "The new name.", initial: "web", submitLabel: "rename" };
	return { onClose, kit: renderKit(<NameDialog columns={60} rows={14} {...texts} {...{ onSubmit, onClose }} />) };
}

test("begins with a text, takes letters as text and hands it on with enter", async () => {
	const onSubmit = vi.fn(async () => {});
	const { kit } = open(onSubmit);
	expect(kit.text()).toMatch(/The new name\.[\s\S]*web/);
	await kit.press("q", "2", "enter");
	expect(onSubmit.mock.calls).toEqual([["webq2"]]);
});

test("what is refused is told, and gone with the next letter", async () => {
	const { kit, onClose } = open(() => Promise.reject(new UserError({ code: "x", message: "it is taken", next: [] })));
	await kit.press("enter");
	await kit.shows("✖ it is taken");
	await kit.press("2");
	expect(kit.text()).not.toContain("it is taken");
	await kit.press("escape");
	await expect.poll(() => onClose.mock.calls.length).toBe(1);
});
