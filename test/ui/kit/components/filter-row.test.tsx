import { Text } from "ink";
import { expect, test, vi } from "vitest";
import { useKeys } from "../../../../src/ui/keys/use-keys.js";
import { FilterRow } from "../../../../src/ui/kit/components/filter-row.js";
import { useFilter } from "../../../../src/ui/kit/hooks/use-filter.js";
import { renderKit } from "../../../support/render-kit.js";

function Filtered({ onChange }: { readonly onChange: (text: string) => void }) {
	const filter = useFilter(onChange);
	useKeys({ level: "pane", title: "List", active: !filter.editing, actions: filter.actions });
	return (
		<>
			<FilterRow filter={filter} columns={30} />
			<Text>{`shown: ${filter.text || "all"}`}</Text>
		</>
	);
}

test("there is no row without a filter; / opens it, enter keeps it, esc drops it", async () => {
	const onChange = vi.fn();
	const kit = renderKit(<Filtered onChange={onChange} />);
	expect(kit.text()).toBe("shown: all");
	await kit.press("/", "w", "e", "b", "enter");
	expect(kit.text()).toMatch(/^\/ web\s*\nshown: web$/);
	expect(onChange.mock.calls.flat()).toEqual(["w", "we", "web"]);
	await kit.press("escape");
	await kit.shows(/^shown: all$/);
});

test("esc while typing drops what is typed", async () => {
	const kit = renderKit(<Filtered onChange={() => {}} />);
	await kit.press("/", "w", "escape");
	await kit.shows(/^shown: all$/);
});
