import { Text } from "ink";
import { noteColour } from "../../kit/components/choice-row.js";
import { FilterRow } from "../../kit/components/filter-row.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { Row } from "../../kit/components/row.js";
import { TextField } from "../../kit/components/text-field.js";
import { VirtualList } from "../../kit/components/virtual-list.js";
import type { FilterState } from "../../kit/hooks/use-filter.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { useTheme } from "../../kit/look/theme.js";
import { pad, spread, width } from "../../kit/text/text.js";
import type { LoginSummary } from "../../login/who-can-log-in.js";
import type { Field, ValueSource } from "./fields.js";
import type { FormRow } from "./form.js";

export interface FieldListProps {
	readonly columns: number;
	readonly rows: number;
	readonly form: readonly FormRow[];
	/** Index among the rows. */
	readonly highlighted: number;
	readonly login: LoginSummary;
	readonly filter: FilterState;
	readonly note: string;
	/** Id of the field that is being typed into. */
	readonly editing: string | undefined;
	readonly onChange: (text: string) => void;
	readonly onSubmit: (text: string) => void;
	readonly onCancel: () => void;
}

const WIDEST_NAMES = 34;
const SOURCE = 13;

/** All fields with their values and where these come from; the highlighted one may be typed into. */
export function FieldList(props: FieldListProps) {
	const { columns, rows, form, highlighted, login, filter, note, editing } = props;
	const theme = useTheme();
	const inner = innerColumns(columns);
	const names = Math.min(WIDEST_NAMES, Math.floor(inner * 0.45));
	const filtering = filter.editing || filter.text !== "";
	return (
		<Panel columns={columns} rows={rows} title="Variables" note={note} focused>
			<Text color={login.possible ? theme.ok : theme.warn}>
				{pad(`${login.possible ? GLYPHS.ok : GLYPHS.warning} ${login.text}`, inner)}
			</Text>
			{filtering ? <FilterRow filter={filter} columns={inner} /> : null}
			{form.length === 0 ? <Text color={theme.dim}>{pad("no variable matches", inner)}</Text> : null}
			<VirtualList
				count={form.length}
				rows={form.length === 0 ? 0 : innerRows(rows) - 1 - (filtering ? 1 : 0)}
				highlighted={highlighted}
				renderRow={(index) => {
					const row = form[index] as FormRow;
					if (row.kind === "heading") {
						return <Text color={theme.dim}>{pad(row.text, inner)}</Text>;
					}
					const typing = index === highlighted && row.field.id === editing;
					return (
						<FieldLine
							field={row.field}
							columns={inner}
							names={names}
							highlighted={index === highlighted}
							{...(typing ? { typing: props } : {})}
						/>
					);
				}}
			/>
		</Panel>
	);
}

interface FieldLineProps {
	readonly field: Field;
	readonly columns: number;
	readonly names: number;
	readonly highlighted: boolean;
	readonly typing?: Pick<FieldListProps, "onChange" | "onSubmit" | "onCancel">;
}

function FieldLine({ field, columns, names, highlighted, typing }: FieldLineProps) {
	const theme = useTheme();
	const name = pad(field.label, names);
	const room = columns - 2 - names - 1;
	const source = sourceText(field);
	const pointer = highlighted ? `${GLYPHS.pointer} ` : "  ";
	if (typing) {
		return (
			<Text wrap="truncate" color={theme.strong}>
				{pointer}
				{name}{" "}
				<TextField
					title={field.label}
					initial={field.secret && field.source !== "reference" ? "" : (field.value ?? "")}
					columns={room}
					active
					secret={field.secret && field.source !== "reference"}
					placeholder={field.secret ? "text, env:NAME or file:PATH" : (field.default ?? "")}
					{...typing}
				/>
			</Text>
		);
	}
	const own = field.source === "profile" || field.source === "memory" || field.source === "reference";
	const values = room - SOURCE;
	return (
		<Row highlighted={highlighted}>
			{pointer}
			<Text color={field.problem ? theme.warn : own ? theme.strong : theme.text}>{name}</Text>{" "}
			<Text color={field.problem ? theme.warn : own ? theme.accent : noteColour(theme, highlighted)}>
				{pad(valueText(field), values)}
			</Text>
			<Text bold={false} color={field.problem ? theme.warn : noteColour(theme, highlighted)}>
				{pad(width(source) > SOURCE - 1 ? spread("", source, SOURCE) : source, SOURCE, "right")}
			</Text>
		</Row>
	);
}

/** The value as it may be shown. */
export function valueText({ value, default: usual, secret, source, type }: Field): string {
	if (source === "memory" || (secret && source !== "unset" && source !== "default" && value === undefined))
		return "••••••";
	if (value === "" && type !== "boolean") return "(empty)";
	return value ?? usual ?? "—";
}

function sourceText({ source, problem, mined, step }: Field): string {
	if (problem) return `${GLYPHS.warning} ${SOURCES[source]}`;
	if (step && (source === "default" || source === "unset")) return `step ${step}`;
	return mined && source === "unset" ? "mined" : SOURCES[source];
}

const SOURCES: Readonly<Record<ValueSource, string>> = {
	profile: "set here",
	reference: "reference",
	memory: "this build",
	environment: "environment",
	host: "this host",
	engine: "engine",
	default: "default",
	unset: "",
};
