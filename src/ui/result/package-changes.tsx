import { Text } from "ink";
import { diffPackages, type PackageChange } from "../../core/output/package-diff.js";
import type { RunReport } from "../../core/run/run-report.js";
import { groupDigits } from "../../core/text/short-quantities.js";
import { useKeys } from "../keys/use-keys.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { Row } from "../kit/components/row.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { useList } from "../kit/hooks/use-list.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { type Theme, useTheme } from "../kit/look/theme.js";
import { cut, pad, width, wrap } from "../kit/text/text.js";

export interface PackageChangesProps {
	readonly columns: number;
	readonly rows: number;
	readonly focused: boolean;
	readonly report: RunReport;
}

/** Which packages came, went and changed since the image before. */
export function PackageChanges({ columns, rows, focused, report }: PackageChangesProps) {
	const theme = useTheme();
	const { packages = [], before } = report;
	const changes = before?.packages ? diffPackages(before.packages, packages) : [];
	const inner = innerColumns(columns);
	const list = useList(changes.length, innerRows(rows));
	useKeys({ level: "pane", title: "Packages", active: focused, actions: list.actions });
	return (
		<Panel columns={columns} rows={rows} title="Packages" note={counts(packages.length, changes)} focused={focused}>
			{changes.length === 0 ? (
				wrap(whyNone(report), inner).map((line) => (
					<Text key={line} color={theme.dim}>
						{line}
					</Text>
				))
			) : (
				<VirtualList
					count={changes.length}
					rows={innerRows(rows)}
					highlighted={list.index}
					renderRow={(index) => (
						<ChangeRow
							change={changes[index] as PackageChange}
							columns={inner}
							highlighted={focused && index === list.index}
						/>
					)}
				/>
			)}
		</Panel>
	);
}

interface ChangeRowProps {
	readonly change: PackageChange;
	readonly columns: number;
	readonly highlighted: boolean;
}

function ChangeRow({ change: { kind, name, before, after }, columns, highlighted }: ChangeRowProps) {
	const theme = useTheme();
	const versions = [before, after].filter((version) => version !== undefined).join(` ${GLYPHS.arrow} `);
	const room = columns - 2;
	const label = cut(name, Math.max(12, room - width(versions) - 2));
	return (
		<Row highlighted={highlighted}>
			<Text color={colourOf(kind, theme)}>{SIGNS[kind]} </Text>
			{label}
			<Text color={theme.dim}>{` ${pad(versions, Math.max(0, room - width(label) - 1), "right")}`}</Text>
		</Row>
	);
}

const SIGNS: Readonly<Record<PackageChange["kind"], string>> = { added: "+", removed: "-", changed: "~" };

function colourOf(kind: PackageChange["kind"], theme: Theme): string | undefined {
	return { added: theme.ok, removed: theme.error, changed: theme.warn }[kind];
}

function counts(total: number, changes: readonly PackageChange[]): string {
	const of = (kind: PackageChange["kind"]) => changes.filter((change) => change.kind === kind).length;
	const parts = (["added", "removed", "changed"] as const).map((kind) => `${SIGNS[kind]}${of(kind)}`);
	return changes.length === 0 ? groupDigits(total) : `${parts.join(" ")} of ${groupDigits(total)}`;
}

function whyNone({ packages, before, summary }: RunReport): string {
	if (summary.artifacts.length === 0) return "This run made no image.";
	if (packages === undefined) return "This run left no list of its packages.";
	if (packages.length === 0) return "The packages of this distribution are not listed.";
	if (!before) return "This is the first image of its kind: there is nothing to compare it with.";
	if (!before.packages) return "The run before left no list of its packages.";
	return `No package has changed since the run ${before.id}.`;
}
