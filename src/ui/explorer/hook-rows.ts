import type { Element } from "../../core/element/element.js";
import { hooksInOrder } from "../../core/explore/element-hooks.js";
import { piece, row, type ViewRow } from "./view-row.js";

/** What an element runs, in the order it runs, by phase; every script leads to its text. */
export function hookRows(element: Element): ViewRow[] {
	const { snippets, phases } = hooksInOrder([element]);
	const script = (folder: string, name: string): Pick<ViewRow, "target"> => ({
		target: { to: "file", file: { path: `${folder}/${name}` } },
	});
	const rows: ViewRow[] = [
		...(snippets.length > 0
			? [row(piece("environment.d", "strong"), piece("  sourced before every phase", "dim"))]
			: []),
		...snippets.map(({ name }) => ({ line: [piece(`  ${name}`)], ...script("environment.d", name) })),
		...phases.flatMap(({ phase, where, hooks, ignored }) => [
			row(piece(`${phase}.d`, "strong"), piece(where === "host" ? "  on this host" : "  in the image", "dim")),
			...hooks.map(({ name }) => ({ line: [piece(`  ${name}`)], ...script(`${phase}.d`, name) })),
			...ignored.map(({ name, why }) => ({
				line: [piece(`  ${name}`, "warn"), piece(`  does not run: ${why}`, "dim")],
				...script(`${phase}.d`, name),
			})),
		]),
	];
	return rows.length > 0 ? rows : [row(piece(`${element.name} runs nothing.`, "dim"))];
}
