import { Box } from "ink";
import { useMemo, useState } from "react";
import { serialiseError } from "../../../core/errors.js";
import { useKeys, useKeysStore } from "../../keys/use-keys.js";
import { innerRows } from "../../kit/components/panel.js";
import { useFilter } from "../../kit/hooks/use-filter.js";
import { useKept } from "../../kit/hooks/use-kept.js";
import { useList } from "../../kit/hooks/use-list.js";
import { PasswordDialog } from "../../login/password-dialog.js";
import { whoCanLogIn } from "../../login/who-can-log-in.js";
import { useServices } from "../../services/services.js";
import { useCopy } from "../../services/use-copy.js";
import { compiledPlan, useDraft, useDraftStore } from "../draft.js";
import type { StepProps } from "../step.js";
import { applyChange, changeField, fieldComplaint, steppedField } from "./change-field.js";
import { FieldDetails } from "./field-details.js";
import { FieldList } from "./field-list.js";
import { type Field, variableFields } from "./fields.js";
import { type FormRow, formRows, type Grouping } from "./form.js";
import { useVariables } from "./use-variables.js";

/** Beside the form from here on, below it otherwise. */
const BESIDE = 100;
const DETAILS_BELOW = 10;

/** What the elements can be told, beginning with who can log in, or with one variable; beside it the one that is looked at. */
export function VariablesScreen({ room: { columns, rows }, item: variable = "", next, steps }: StepProps) {
	const draft = useDraftStore();
	const { host } = useServices();
	const keys = useKeysStore();
	const copies = useCopy();
	const build = useDraft((state) => state.build);
	const plan = useDraft((state) => state.plan);
	const compiled = compiledPlan(plan);
	const [grouping, setGrouping] = useKept("grouping", (): Grouping => "element");
	const [editing, setEditing] = useState<string>();
	const [asking, setAsking] = useState(false);
	const [complaint, setComplaint] = useState<string>();
	const { read, error } = useVariables(compiled?.elements ?? []);
	const filter = useFilter(undefined, variable, "filter");
	const form = useMemo(() => {
		const elements = compiled?.elements ?? [];
		const chosenElsewhere = new Map(
			steps.flatMap((step) => step.variables?.map((name) => [name, step] as const) ?? []),
		);
		return formRows({
			...{ build, read, elements, chosenElsewhere, grouping, filter: filter.text },
			fields: variableFields(read, build, compiled, chosenElsewhere),
		});
	}, [build, compiled, read, grouping, filter.text, steps]);
	const fields = useMemo(() => form.filter((row) => row.kind === "field").map(({ field }) => field), [form]);
	const below = columns < BESIDE;
	const detailRows = below ? Math.min(DETAILS_BELOW, Math.floor(rows / 3)) : rows;
	const listRows = below ? rows - detailRows : rows;
	const list = useList(fields.length, innerRows(listRows), 0, "fields");
	const field: Field | undefined = fields[list.index];

	const change = (next: ReturnType<typeof steppedField>) => next && applyChange(draft.getState(), next);
	const start = () => {
		if (!field) return;
		if (field.step) return keys.getState().say(`${field.label} is chosen in the step ${field.step.title}`);
		setComplaint(undefined);
		setEditing(field.id);
	};
	const step = (by: 1 | -1) => {
		if (!field) return;
		if (field.id === "user.password-hash") return setAsking(true);
		const stepped = field.step ? undefined : steppedField(build.profile, field, by);
		if (stepped) change(stepped);
		else start();
	};
	const submit = (text: string) => {
		if (!field) return;
		const wrong = fieldComplaint(field, text);
		if (wrong) return setComplaint(wrong);
		setEditing(undefined);
		setComplaint(undefined);
		// An empty secret says nothing; an empty text is a value of its own.
		if (text !== (field.value ?? "")) change(changeField(build.profile, field, text));
	};
	const asks = field?.id === "user.password-hash";
	const stepped = field !== undefined && !field.step && (field.type === "boolean" || field.type === "enum");
	const takePassword = (password: string) => {
		setAsking(false);
		if (!field) return;
		host.hashPassword(password).then(
			(hash) => change(changeField(draft.getState().build.profile, field, hash)),
			(error) => keys.getState().say(serialiseError(error).message),
		);
	};
	useKeys({
		level: "screen",
		title: "Variables",
		actions: {
			confirm: { run: next, label: "next step" },
			...(filter.actions.filter ? { filter: filter.actions.filter } : {}),
			view: {
				run: () => setGrouping(grouping === "element" ? "concern" : "element"),
				label: `by ${grouping === "element" ? "concern" : "element"}`,
			},
			refresh: { run: () => draft.getState().refresh(), quiet: true },
		},
	});
	useKeys({
		level: "pane",
		title: "Form",
		active: editing === undefined && !asking,
		actions: {
			toggle: { run: () => step(1), label: stepped ? "change" : asks ? "type it" : "edit" },
			edit: { run: start, quiet: !stepped && !asks, ...(asks ? { label: "hash" } : {}) },
			...list.actions,
			...(field?.type === "enum"
				? {
						left: { run: () => step(-1), label: "value before", quiet: true },
						right: { run: () => step(1), label: "next value", quiet: true },
					}
				: {}),
			...copies("the variable", field && (field.value === undefined ? field.label : `${field.label}=${field.value}`)),
			reset: { run: () => field && change(changeField(build.profile, field, undefined)) },
			...(filter.actions.back ? { back: filter.actions.back } : {}),
		},
	});
	if (asking) {
		const user = build.profile.user?.name ?? "devuser";
		return <PasswordDialog {...{ columns, rows, user }} onPassword={takePassword} onClose={() => setAsking(false)} />;
	}
	const login = whoCanLogIn(build, plan);
	const highlighted = form.findIndex((row: FormRow) => row.kind === "field" && row.field === field);
	const listColumns = below ? columns : Math.floor(columns * 0.6);
	return (
		<Box flexDirection={below ? "column" : "row"} width={columns} height={rows}>
			<FieldList
				columns={listColumns}
				rows={listRows}
				form={form}
				highlighted={highlighted}
				login={login}
				filter={filter}
				note={`${fields.length} variables`}
				editing={editing}
				onChange={(text) => setComplaint(field && text !== "" ? fieldComplaint(field, text) : undefined)}
				onSubmit={submit}
				onCancel={() => {
					setEditing(undefined);
					setComplaint(undefined);
				}}
			/>
			<FieldDetails
				columns={below ? columns : columns - listColumns}
				rows={detailRows}
				field={field}
				complaint={editing === undefined ? undefined : complaint}
				error={plan.status === "failed" ? plan.error : error}
			/>
		</Box>
	);
}
