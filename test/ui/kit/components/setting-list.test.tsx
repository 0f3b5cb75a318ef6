import { useState } from "react";
import { expect, test, vi } from "vitest";
import { type SettingEntry, SettingList } from "../../../../src/ui/kit/components/setting-list.js";
import { renderKit } from "../../../support/render-kit.js";

function Form({ onDone, onCopy }: { readonly onDone: () => void; readonly onCopy: (value: string) => void }) {
	const [layout, setLayout] = useState("mbr");
	const [size, setSize] = useState("");
	const [raw, setRaw] = useState(false);
	const settings: SettingEntry[] = [
		{
			...{ kind: "choice", name: "layout", label: "Layout", value: layout, note: "of the disk" },
			options: [
				{ value: "mbr", label: "mbr" },
				{ value: "none", label: "none", disabled: "not here" },
				{ value: "efi", label: "efi" },
			],
			onChange: setLayout,
		},
		{
			...{ kind: "text", name: "size", label: "Size", value: size, placeholder: "by its content", onChange: setSize },
			check: (text) => (/^\d*$/.test(text) ? undefined : "that is not a number"),
		},
		{ kind: "toggle", name: "raw", label: "raw", value: raw, onChange: setRaw },
		{ kind: "toggle", name: "qcow2", label: "qcow2", value: true, fixed: "One must stay.", onChange: () => {} },
	];
	return (
		<SettingList
			{...{ title: "Disk", settings, columns: 60, rows: 8, onDone }}
			actions={(_, value) => ({ copy: { run: () => onCopy(value) } })}
		/>
	);
}

function open() {
	const [onDone, onCopy] = [vi.fn(), vi.fn()];
	return { onDone, onCopy, kit: renderKit(<Form {...{ onDone, onCopy }} />) };
}

test("the arrows change a choice, round and round, past what cannot be chosen", async () => {
	const { kit } = open();
	expect(kit.text()).toMatch(/❯ Layout +‹ mbr › +of the disk/);
	await kit.press("right");
	expect(kit.text()).toContain("‹ efi ›");
	await kit.press("right");
	expect(kit.text()).toContain("‹ mbr ›");
});

test("a text is typed, not taken while it is wrong, and set back to its default", async () => {
	const { kit } = open();
	await kit.press("down", "space", "4", "x", "enter");
	expect(kit.text()).toContain("✖ that is not a number");
	await kit.press("backspace", "enter");
	expect(kit.text()).toMatch(/❯ Size +4/);
	await kit.press("u");
	expect(kit.text()).toMatch(/❯ Size +by its content/);
});

test("space turns on and off, and one that must stay says why", async () => {
	const { kit } = open();
	await kit.press("down", "down", "space");
	expect(kit.text()).toMatch(/raw +\[x\]/);
	await kit.press("down", "space");
	expect(kit.keys.getState().notice).toBe("One must stay.");
});

test("enter goes on, and more keys know the value", async () => {
	const { kit, onDone, onCopy } = open();
	await kit.press("y", "down", "y", "enter");
	expect(onCopy.mock.calls.flat()).toEqual(["mbr", "by its content"]);
	expect(onDone).toHaveBeenCalledTimes(1);
});
