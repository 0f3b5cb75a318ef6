import { Text } from "ink";
import { ASKED_FOR, type InstalledPackage } from "../../core/output/package-diff.js";
import type { RunReport } from "../../core/run/run-report.js";
import { shortBytes } from "../../core/text/short-quantities.js";
import { useKeys } from "../keys/use-keys.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { Row } from "../kit/components/row.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { useList } from "../kit/hooks/use-list.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, pad, spread } from "../kit/text/text.js";

export interface ImageFillProps {
	readonly columns: number;
	readonly rows: number;
	readonly focused: boolean;
	readonly report: RunReport;
}

const BAR = 12;

/** What fills the image: by element, each with its largest packages. */
export function ImageFill({ columns, rows, focused, report }: ImageFillProps) {
	const theme = useTheme();
	const fill = fillRows(report.packages ?? []);
	const height = innerRows(rows);
	const list = useList(fill.length, height);
	useKeys({ level: "pane", title: "What fills it", active: focused, actions: list.actions });
	const inner = innerColumns(columns);
	const elements = fill.filter(({ kind }) => kind === "element");
	const total = elements.reduce((sum, { kib }) => sum + kib, 0);
	const note = total > 0 ? `${shortBytes(total * 1024)} unpacked` : "";
	return (
		<Panel columns={columns} rows={rows} title="What fills it" note={note} focused={focused}>
			{fill.length === 0 ? (
				<Text color={theme.dim}>{cut("The manifest of this image tells no sizes.", inner)}</Text>
			) : (
				<VirtualList
					count={fill.length}
					rows={height}
					highlighted={list.index}
					renderRow={(index) => (
						<FillLine
							row={fill[index] as FillRow}
							most={elements[0]?.kib ?? 1}
							columns={inner}
							highlighted={focused && index === list.index}
						/>
					)}
				/>
			)}
		</Panel>
	);
}

interface FillLineProps {
	readonly row: FillRow;
	/** Of the largest element, which has the longest bar. */
	readonly most: number;
	readonly columns: number;
	readonly highlighted: boolean;
}

function FillLine({ row: { kind, name, kib, count }, most, columns, highlighted }: FillLineProps) {
	const theme = useTheme();
	const size = pad(shortBytes(kib * 1024), 6, "right");
	const bar = columns >= 44 ? BAR : 0;
	const room = columns - bar - size.length - 3;
	if (kind === "package") {
		return (
			<Row highlighted={highlighted} dim>
				{pad(`    ${cut(name, room - 2)}`, room + 2)} {" ".repeat(bar)}
				{size}
			</Row>
		);
	}
	const filled = Math.max(1, Math.round((kib / most) * bar));
	return (
		<Row highlighted={highlighted}>
			{highlighted ? `${GLYPHS.pointer} ` : "  "}
			{pad(spread(name, count === 1 ? "1 package" : `${count} packages`, room), room)}{" "}
			<Text color={theme.focus}>{bar > 0 ? GLYPHS.bar.repeat(filled) : ""}</Text>
			{" ".repeat(Math.max(0, bar - filled))}
			{size}
		</Row>
	);
}

/** One line of what fills an image. */
interface FillRow {
	readonly kind: "element" | "package";
	readonly name: string;
	readonly kib: number;
	/** Packages of an element. */
	readonly count: number;
}

/** How many packages of an element are named; the rest is in its sum. */
const LARGEST = 5;
/** Smaller packages are not worth a line. */
const LEAST_KIB = 1024;

/** What fills an image: elements with what they brought, the largest first, each with its largest packages below it. */
function fillRows(packages: readonly InstalledPackage[]): FillRow[] {
	const groups = new Map<string, InstalledPackage[]>();
	for (const one of packages) {
		if (one.kib === undefined) continue;
		const name = one.element === ASKED_FOR ? "packages you asked for" : (one.element ?? "packages");
		groups.set(name, [...(groups.get(name) ?? []), one]);
	}
	return [...groups]
		.map(([name, own]) => ({ name, own, kib: own.reduce((sum, { kib = 0 }) => sum + kib, 0) }))
		.sort((a, b) => b.kib - a.kib || (a.name < b.name ? -1 : 1))
		.flatMap(({ name, own, kib }) => [
			{ kind: "element" as const, name, kib, count: own.length },
			...own
				.filter(({ kib: size = 0 }) => size >= LEAST_KIB)
				.sort((a, b) => (b.kib ?? 0) - (a.kib ?? 0))
				.slice(0, LARGEST)
				.map((one) => ({ kind: "package" as const, name: one.name, kib: one.kib ?? 0, count: 1 })),
		]);
}
