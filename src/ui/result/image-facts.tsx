import { Text } from "ink";
import { tryLines } from "../../core/output/try-lines.js";
import { olderBound } from "../../core/planning/plan-text.js";
import type { RunReport } from "../../core/run/run-report.js";
import { shortBytes } from "../../core/text/short-quantities.js";
import { useKeys } from "../keys/use-keys.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { Row } from "../kit/components/row.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { useList } from "../kit/hooks/use-list.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, fitPath, pad, wrap } from "../kit/text/text.js";
import { useCopy } from "../services/use-copy.js";

/** One line of the pane, with what `copy` copies when it is highlighted. */
export interface FactRow {
	readonly text: string;
	readonly copies: string;
	readonly what: string;
	readonly dim: boolean;
}

/** Artifacts with their checksums, and the commands that run, reach and upload the image: each can be copied. */
export function imageFacts(report: RunReport, columns: number): readonly FactRow[] {
	const { summary, older = [] } = report;
	const widest = Math.max(6, ...summary.artifacts.map(({ format }) => format.length));
	const artifacts = summary.artifacts.flatMap(({ path, format, bytes, checksums }): FactRow[] => {
		const facts = ` ${pad(format, widest, "right")} ${pad(shortBytes(bytes), 6, "right")}`;
		const room = columns - facts.length;
		return [
			{ text: `${pad(fitPath(path, room), room)}${facts}`, copies: path, what: "the path", dim: false },
			...Object.entries(checksums).map(([algorithm, sum]) => ({
				text: cut(`  ${algorithm} ${sum}`, columns),
				copies: sum,
				what: "the checksum",
				dim: true,
			})),
		];
	});
	return [
		...artifacts,
		...olderLines(older, report.plan, columns),
		...commandLines(report, columns),
		...layerLines(report, columns),
	];
}

/** Hooks of which the cause is told; more say the same again, because each stands upon the one before. */
const CAUSES = 3;

/** How much of it layers had, and why the first hooks that ran did; `why` tells all. */
function layerLines({ id, summary: { cached, causes = {} } }: RunReport, columns: number): FactRow[] {
	if (!cached) return [];
	const ran = Object.entries(causes);
	const command = `diskwright why --run ${id}`;
	const row = (text: string, dim: boolean): FactRow => ({
		text: cut(text, columns),
		...{ copies: command, what: "the command that tells why" },
		dim,
	});
	return [
		row(`${pad("layers", LABEL)}${cached.length} hooks taken, ${ran.length} ran: ${command}`, false),
		...ran.slice(0, CAUSES).map(([task, cause]) => row(`${" ".repeat(LABEL)}${task}  ${cause}`, true)),
	];
}

/** What was set aside takes room that nobody sees, and how much that can become. */
function olderLines(older: NonNullable<RunReport["older"]>, plan: RunReport["plan"], columns: number): FactRow[] {
	const [newest] = older;
	if (!newest) return [];
	const bytes = older.reduce((sum, copy) => sum + copy.bytes, 0);
	const copies = older.length === 1 ? "an older copy is kept" : `${older.length} older copies are kept`;
	const most = plan ? ` (${olderBound(plan.settings)})` : "";
	const text = `  ${copies}${most}, ${shortBytes(bytes)}: ${newest.path.split("/").at(-1)}`;
	return [{ text: cut(text, columns), copies: newest.path, what: "the path of the newest copy", dim: true }];
}

const LABEL = 10;

/** What a user does next, each as a command. */
function commandLines({ summary, plan }: RunReport, columns: number): FactRow[] {
	if (!plan) return [];
	return tryLines(plan, summary.artifacts).flatMap(({ label, command }) =>
		wrap(command, columns - LABEL - 2).map((line, index) => ({
			text: `${pad(index === 0 ? label : "", LABEL)}${index === 0 ? "$ " : "  "}${line}`,
			copies: command,
			what: "the command",
			dim: false,
		})),
	);
}

export interface ImageFactsProps {
	readonly columns: number;
	readonly rows: number;
	readonly focused: boolean;
	readonly report: RunReport;
}

/** What was made, and how to hand it on. */
export function ImageFacts({ columns, rows, focused, report }: ImageFactsProps) {
	const theme = useTheme();
	const copies = useCopy();
	const inner = innerColumns(columns) - 2;
	const facts = imageFacts(report, inner);
	const list = useList(facts.length, innerRows(rows), 0, "facts");
	const fact = facts[list.index];
	useKeys({
		level: "pane",
		title: "Image",
		active: focused,
		actions: { ...list.actions, ...copies(fact?.what ?? "", fact?.copies, { quiet: false }) },
	});
	const { artifacts } = report.summary;
	const note = artifacts.length === 1 ? "1 file" : `${artifacts.length} files`;
	return (
		<Panel columns={columns} rows={rows} title="Image" note={note} focused={focused}>
			{facts.length === 0 ? (
				<Text color={theme.dim}>This run made no image.</Text>
			) : (
				<VirtualList
					count={facts.length}
					rows={innerRows(rows)}
					highlighted={list.index}
					renderRow={(index) => {
						const { text = "", dim = false } = facts[index] ?? {};
						const highlighted = focused && index === list.index;
						return (
							<Row highlighted={highlighted} dim={dim}>
								{highlighted ? GLYPHS.pointer : " "} {pad(text, inner)}
							</Row>
						);
					}}
				/>
			)}
		</Panel>
	);
}
