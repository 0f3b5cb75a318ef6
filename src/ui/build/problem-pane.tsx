import { Text } from "ink";
import type { Actions } from "../keys/keys.js";
import { useKeys, useKeysStore } from "../keys/use-keys.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { useList } from "../kit/hooks/use-list.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { type Theme, useTheme } from "../kit/look/theme.js";
import { cut, fitPath, wrap } from "../kit/text/text.js";
import { useServices } from "../services/services.js";
import { type Problem, type ProblemLine, problemLines } from "./problem.js";

export interface ProblemPaneProps {
	readonly columns: number;
	readonly rows: number;
	readonly problem: Problem;
	readonly focused: boolean;
	/** Keys of this pane beside those that move. */
	readonly actions: Actions;
}

/** What went wrong, what is known about it and what to do next. */
export function ProblemPane({ columns, rows, problem, focused, actions }: ProblemPaneProps) {
	const theme = useTheme();
	const keys = useKeysStore();
	const { terminal } = useServices();
	const lines = fitted(problemLines(problem), innerColumns(columns));
	const room = innerRows(rows);
	const top = useList(Math.max(1, lines.length - room + 1), room);
	const more =
		lines.length > room ? `${top.index + 1}–${Math.min(lines.length, top.index + room)}/${lines.length}` : "";
	const copy = () => {
		const text = problemLines(problem).map((line) => line.text);
		keys.getState().say(`what failed: ${terminal.copy(`${text.join("\n")}\n`)}`);
	};
	useKeys({
		level: "pane",
		title: titleOf(problem),
		active: focused,
		// What can be done is worth the place in the footer; that a text moves is known.
		actions: {
			...actions,
			...(problem.kind === "breakpoint" ? {} : { copy: { run: copy, quiet: true } }),
			...(more ? quiet(top.actions) : {}),
		},
	});
	return (
		<Panel columns={columns} rows={rows} title={titleOf(problem)} note={noteOf(problem) || more} focused={focused}>
			{lines.slice(top.index, top.index + room).map(({ text, kind, row }) => (
				<Text key={row} color={colourOf(kind, theme)} bold={kind === "cause"}>
					{text || " "}
				</Text>
			))}
		</Panel>
	);
}

const quiet = (actions: Actions): Actions =>
	Object.fromEntries(Object.entries(actions).map(([action, handler]) => [action, { ...handler, quiet: true }]));

/** Rows a pane needs to tell a problem without its last lines, which the log shows anyway. */
export function problemRows(problem: Problem, columns: number): number {
	const told = problemLines(problem).filter(({ kind }) => kind !== "log" && kind !== "blank");
	return fitted(told, innerColumns(columns)).length + 2;
}

function titleOf(problem: Problem): string {
	if (problem.kind === "failure") return "Failed";
	return problem.kind === "breakpoint" ? "Break point" : "Ended";
}

/** Whether the build still waits for an answer. */
function noteOf(problem: Problem): string {
	if (problem.kind === "error" || problem.pause === undefined) return "";
	const until = problem.kind === "failure" ? problem.until : undefined;
	return until === undefined ? "held for your decision" : `held until ${until.slice(11, 16)} UTC`;
}

const MARKS: Readonly<Record<ProblemLine["kind"], string>> = {
	cause: `${GLYPHS.failed} `,
	place: "  ",
	known: `${GLYPHS.warning} `,
	next: `${GLYPHS.arrow} `,
	log: "  ",
	blank: "",
};

/** Explanations are wrapped, paths and lines of a log are cut. */
function fitted(lines: readonly ProblemLine[], columns: number): (ProblemLine & { readonly row: number })[] {
	const room = Math.max(8, columns - 2);
	return lines
		.flatMap(({ text, kind }) => {
			const whole = kind === "place" ? [fitPath(text, room)] : kind === "log" ? [cut(text, room)] : wrap(text, room);
			return whole.map((piece, part) => ({ kind, text: `${part === 0 ? MARKS[kind] : "  "}${piece}` }));
		})
		.map((line, row) => ({ ...line, row }));
}

function colourOf(kind: ProblemLine["kind"], theme: Theme): string | undefined {
	switch (kind) {
		case "cause":
			return theme.error;
		case "known":
			return theme.warn;
		case "next":
			return theme.text;
		default:
			return theme.dim;
	}
}
