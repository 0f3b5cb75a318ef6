import { expect, test, vi } from "vitest";
import { TextField, type TextFieldProps } from "../../../../src/ui/kit/components/text-field.js";
import { renderKit } from "../../../support/render-kit.js";

function open(more: Partial<TextFieldProps> = {}) {
	const [onChange, onSubmit, onCancel] = [vi.fn(), vi.fn(), vi.fn()];
	const field = { title: "Name", initial: "", columns: 10, active: true, onChange, onSubmit, onCancel, ...more };
	return { onChange, onSubmit, onCancel, kit: renderKit(<TextField {...field} />) };
}

test("takes letters, also those that are keys elsewhere, and hands the text on", async () => {
	const { kit, onChange, onSubmit } = open();
	await kit.press("q", "j", "?", "enter");
	expect(onChange.mock.calls.flat()).toEqual(["q", "qj", "qj?"]);
	expect(onSubmit.mock.calls).toEqual([["qj?"]]);
});

test("the cursor moves, and what is typed comes in there", async () => {
	const { kit, onSubmit } = open({ initial: "web" });
	await kit.press("left", "left", "x", "home", "y", "backspace", "z", "enter");
	expect(onSubmit.mock.calls).toEqual([["zwxeb"]]);
});

test("of a long text the part around the cursor is seen", async () => {
	const { kit } = open({ initial: "abcdefghijklmnop" });
	expect(kit.text().trimEnd()).toBe("hijklmnop");
	await kit.press("home");
	expect(kit.text()).toMatch(/^abcdefghij$/);
});

test("a secret is not shown, an empty one tells what is wanted", async () => {
	const { kit, onSubmit } = open({ secret: true, placeholder: "password" });
	expect(kit.text()).toContain("password");
	await kit.press("p", "w", "enter");
	expect(kit.text().trimEnd()).toBe("••");
	expect(onSubmit.mock.calls).toEqual([["pw"]]);
});

test("esc leaves it, and without the focus it hears nothing", async () => {
	const { kit, onCancel } = open();
	await kit.press("escape");
	await expect.poll(() => onCancel.mock.calls.length).toBe(1);
	const away = open({ active: false, placeholder: "none" });
	await away.kit.press("q");
	expect(away.onChange).not.toHaveBeenCalled();
	expect(away.kit.text()).toBe("none");
});
