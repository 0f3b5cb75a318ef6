import { Box, Text } from "ink";
import { useState } from "react";
import type { Actions } from "../../keys/keys.js";
import { useKeys, useKeysStore } from "../../keys/use-keys.js";
import { useKept } from "../hooks/use-kept.js";
import { GLYPHS } from "../look/glyphs.js";
import { useTheme } from "../look/theme.js";
import { cut, pad, width } from "../text/text.js";
import { noteColour } from "./choice-row.js";
import { Row } from "./row.js";
import { TextField } from "./text-field.js";
import { VirtualList } from "./virtual-list.js";

interface SettingBase {
	readonly name: string;
	readonly label: string;
	/** What it means, dim at the right. */
	readonly note?: string;
	/** What is wrong with it, on a line below. */
	readonly problem?: string;
}

/** One of some values. */
export interface ChoiceSetting extends SettingBase {
	readonly kind: "choice";
	readonly value: string;
	readonly options: readonly { readonly value: string; readonly label: string; readonly disabled?: string }[];
	readonly onChange: (value: string) => void;
}

/** On or off. */
export interface ToggleSetting extends SettingBase {
	readonly kind: "toggle";
	readonly value: boolean;
	/** Why it must stay as it is. */
	readonly fixed?: string;
	readonly onChange: (value: boolean) => void;
}

/** Typed; the empty text is the default. */
export interface TextSetting extends SettingBase {
	readonly kind: "text";
	readonly value: string;
	/** What the empty text means. */
	readonly placeholder: string;
	/** What is wrong with a text, while it is typed and before it is taken. */
	readonly check?: (text: string) => string | undefined;
	readonly onType?: (text: string) => void;
	readonly onChange: (text: string) => void;
}

export type SettingEntry = ChoiceSetting | ToggleSetting | TextSetting;

export interface SettingListProps {
	readonly title: string;
	readonly settings: readonly SettingEntry[];
	readonly columns: number;
	readonly rows: number;
	readonly focused?: boolean;
	/** What enter does when nothing is typed. */
	readonly onDone: () => void;
	readonly doneLabel?: string;
	/** More keys, for the highlighted setting and what it is set to, as it is shown. */
	readonly actions?: (setting: SettingEntry, value: string) => Actions;
}

const LABEL = 15;
/** The room before a value, where `‹` stands. */
const BEFORE = 2;

/** Settings below each other: space and the arrows change them, `e` types into one, enter goes on. */
export function SettingList(props: SettingListProps) {
	const { title, settings, columns, rows, focused = true, onDone, doneLabel = "next step" } = props;
	const keys = useKeysStore();
	const [name, setName] = useKept(`setting of ${title}`, () => settings[0]?.name);
	const [typed, setTyped] = useState<string>();
	const at = Math.max(
		0,
		settings.findIndex((setting) => setting.name === name),
	);
	const setting = settings[at];
	const to = (index: number) => setName(settings[(index + settings.length) % settings.length]?.name);
	const change = (by: 1 | -1) => {
		if (setting?.kind === "text") setTyped(setting.value);
		else if (setting?.kind === "choice") step(setting, by);
		else if (setting?.fixed) keys.getState().say(setting.fixed);
		else setting?.onChange(!setting.value);
	};
	useKeys({
		level: "pane",
		title,
		active: focused && typed === undefined,
		actions: {
			...(setting ? props.actions?.(setting, plainValue(setting)) : {}),
			up: { run: () => to(at - 1) },
			down: { run: () => to(at + 1) },
			confirm: { run: onDone, label: doneLabel },
			toggle: { run: () => change(1), label: setting?.kind === "text" ? "type" : "change" },
			left: { run: () => change(-1), quiet: true },
			right: { run: () => change(1), quiet: true },
			...(setting?.kind === "text" ? { edit: { run: () => change(1), quiet: true } } : {}),
			...(setting?.kind === "text" && setting.value !== ""
				? { reset: { run: () => setting.onChange(""), label: "default" } }
				: {}),
		},
	});
	const submit = (text: string) => {
		if (setting?.kind !== "text" || setting.check?.(text)) return;
		setting.onChange(text);
		setTyped(undefined);
	};
	const lines = settings.flatMap((one): { setting: SettingEntry; problem?: string }[] => {
		const problem = one === setting && typed !== undefined && one.kind === "text" ? one.check?.(typed) : one.problem;
		return [{ setting: one }, ...(problem ? [{ setting: one, problem }] : [])];
	});
	return (
		<Box flexDirection="column" height={rows} flexShrink={0} aria-role="list">
			<VirtualList
				count={lines.length}
				rows={rows}
				highlighted={lines.findIndex((line) => line.setting === setting)}
				rowKey={(index) => `${lines[index]?.setting.name} ${lines[index]?.problem === undefined}`}
				renderRow={(index) => {
					const line = lines[index] as (typeof lines)[number];
					if (line.problem !== undefined) return <Problem text={line.problem} columns={columns} />;
					const highlighted = focused && line.setting === setting;
					if (highlighted && typed !== undefined && line.setting.kind === "text") {
						const { label, placeholder, onType } = line.setting;
						return (
							<Box>
								<SettingLabel label={label} />
								<TextField
									title={label}
									initial={typed}
									columns={columns - LABEL - 2 - BEFORE}
									active
									placeholder={placeholder}
									onChange={(text) => {
										setTyped(text);
										onType?.(text);
									}}
									onSubmit={submit}
									onCancel={() => setTyped(undefined)}
								/>
							</Box>
						);
					}
					return <SettingRow setting={line.setting} highlighted={highlighted} columns={columns} />;
				}}
			/>
		</Box>
	);
}

/** To the next value that can be chosen, round and round. */
function step({ options, value, onChange }: ChoiceSetting, by: 1 | -1): void {
	const free = options.filter((option) => !option.disabled || option.value === value);
	const at = free.findIndex((option) => option.value === value);
	const next = free[(at + by + free.length) % free.length];
	if (next && next.value !== value) onChange(next.value);
}

/** Name of the setting that is typed into. */
function SettingLabel({ label }: { readonly label: string }) {
	const theme = useTheme();
	return (
		<>
			<Text color={theme.accent}>{`${GLYPHS.pointer} `}</Text>
			<Text bold color={theme.strong}>
				{pad(label, LABEL + BEFORE)}
			</Text>
		</>
	);
}

function SettingRow({
	setting,
	highlighted,
	columns,
}: {
	readonly setting: SettingEntry;
	readonly highlighted: boolean;
	readonly columns: number;
}) {
	const theme = useTheme();
	const room = columns - 2;
	const value = valueText(setting, highlighted);
	const isDefault = setting.kind === "text" && setting.value === "";
	const shown = cut(value, room - LABEL);
	const rest = room - LABEL - width(shown) - 2;
	return (
		<Box aria-role="listitem" aria-state={{ selected: highlighted }}>
			<Text color={theme.accent}>{highlighted ? `${GLYPHS.pointer} ` : "  "}</Text>
			<Row highlighted={highlighted}>
				{pad(setting.label, LABEL)}
				<Text color={isDefault ? noteColour(theme, highlighted) : highlighted ? theme.strong : theme.text}>
					{shown}
				</Text>
				<Text bold={false} color={noteColour(theme, highlighted)}>
					{rest > 4 ? `  ${pad(setting.note ?? "", rest, "right")}` : pad("", rest + 2)}
				</Text>
			</Row>
		</Box>
	);
}

function plainValue(setting: SettingEntry): string {
	if (setting.kind === "toggle") return setting.value ? "yes" : "no";
	return setting.kind === "text" ? setting.value || setting.placeholder : setting.value;
}

function valueText(setting: SettingEntry, highlighted: boolean): string {
	if (setting.kind === "toggle") return `  ${setting.value ? GLYPHS.checked : GLYPHS.unchecked}`;
	if (setting.kind === "text") return `  ${setting.value || setting.placeholder}`;
	const label = setting.options.find(({ value }) => value === setting.value)?.label ?? setting.value;
	return highlighted ? `‹ ${label} ›` : `  ${label}`;
}

function Problem({ text, columns }: { readonly text: string; readonly columns: number }) {
	const theme = useTheme();
	return <Text color={theme.error}>{cut(`${" ".repeat(LABEL + 2 + BEFORE)}${GLYPHS.failed} ${text}`, columns)}</Text>;
}
