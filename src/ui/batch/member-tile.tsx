import { Text } from "ink";
import { clockDuration, shortDuration } from "../../core/text/short-quantities.js";
import { lastTop, logRows } from "../build/log/log-rows.js";
import { logSource } from "../build/log/log-source.js";
import { stageSegments } from "../build/log/stage-segments.js";
import { currentStage, stageName } from "../build/phase-rows.js";
import { problemLines, problemOf } from "../build/problem.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { useTheme } from "../kit/look/theme.js";
import { cut } from "../kit/text/text.js";
import { memberGlyph } from "./member-row.js";
import type { MemberView } from "./member-view.js";
import type { ReadRun } from "./use-live-runs.js";

/** Rows of why something failed, above its log. */
const PROBLEM_ROWS = 3;
/** What of it is said first. */
const SAID = ["cause", "known", "next", "place"] as const;

/** One build with what went wrong in it and the end of its log. */
export function MemberTile(props: {
	readonly columns: number;
	readonly rows: number;
	readonly name: string;
	readonly view: MemberView;
	readonly run: ReadRun | undefined;
	/** What is known of it without its run. */
	readonly problem: string | undefined;
	readonly focused: boolean;
	readonly tick: number;
}) {
	const theme = useTheme();
	const { columns, rows, name, view, run, tick } = props;
	const inner = innerColumns(columns);
	const build = run?.state.build;
	const stage = build && currentStage(build);
	const time = view.ms === undefined ? "" : view.status === "running" ? clockDuration(view.ms) : shortDuration(view.ms);
	const where = stage === undefined || view.status === "ok" ? "" : stageName(stage);
	const note = [memberGlyph(view.status, tick), where, time].filter(Boolean).join(" ");
	const found = run && problemOf(run.state);
	const told = found
		? SAID.flatMap((said) => problemLines(found).filter(({ kind, text }) => kind === said && text !== ""))
		: [];
	const words = told.length > 0 ? told.map(({ text }) => text) : (props.problem?.split("\n") ?? []);
	const shown = [...new Set(words)].slice(0, Math.min(PROBLEM_ROWS, Math.max(1, innerRows(rows) - 2)));
	const layout = { columns: inner, rows: Math.max(0, innerRows(rows) - shown.length), wrapped: false };
	const source = run && build && stage ? logSource(stageSegments(build, stage, run.logs, false), run.logs) : undefined;
	const colours = { error: theme.error, warning: theme.warn, trace: theme.dim, heading: theme.accent };
	return (
		<Panel columns={columns} rows={rows} title={name} note={note} focused={props.focused}>
			{shown.map((text, index) => (
				<Text key={text} color={index === 0 ? theme.error : theme.text}>
					{cut(text, inner)}
				</Text>
			))}
			{source
				? logRows(source, lastTop(source, layout), layout).map(({ key, kind, text }) => (
						<Text key={key} color={colours[kind as keyof typeof colours] ?? theme.text}>
							{text || " "}
						</Text>
					))
				: null}
			{(source?.count ?? 0) === 0 && shown.length === 0 ? (
				<Text color={theme.dim}>{cut("no output yet", inner)}</Text>
			) : null}
		</Panel>
	);
}
