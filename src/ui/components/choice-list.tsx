import { Box, Text } from "ink";
import SelectInput from "ink-select-input";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { GLYPHS } from "../glyphs.js";
import { useKeys, useKeysStore } from "../hooks/use-keys.js";
import { audible } from "../stores/keys.js";
import { useTheme } from "../theme.js";
import { type Choice, ChoiceRow, namesWidth } from "./choice-row.js";

export interface ChoiceListProps<V extends string> {
	readonly title: string;
	readonly choices: readonly Choice<V>[];
	readonly columns: number;
	readonly rows: number;
	readonly initial?: V;
	readonly focused?: boolean;
	readonly onChoose: (value: V) => void;
	readonly onHighlight?: (value: V) => void;
	/** What enter does, for the footer. */
	readonly confirmLabel?: string;
}

interface Shown {
	readonly columns: number;
	readonly choices: readonly Choice<string>[];
}

/** What the rows show: ink-select-input hands its item component nothing but the label, which is the value here. */
const ShownContext = createContext<Shown>({ columns: 0, choices: [] });

/** A list of which one entry is chosen. Movement and choice are ink-select-input's. */
export function ChoiceList<V extends string>(props: ChoiceListProps<V>) {
	const { choices, columns, rows, focused = true, onChoose, onHighlight, title, confirmLabel = "choose" } = props;
	const keys = useKeysStore();
	useKeys({
		level: "pane",
		title,
		active: focused,
		actions: {
			up: { run: () => {} },
			down: { run: () => {} },
			confirm: { run: () => {}, label: confirmLabel },
		},
	});
	// Its own ears are open only while no overlay and no field listens above it.
	const heard = useStore(keys, ({ scopes }) => !audible(scopes).some(({ onText, modal }) => onText || modal));
	const items = choices.map((choice) => ({ key: choice.value, label: choice.value, value: choice.value }));
	const index = Math.max(
		0,
		choices.findIndex(({ value, current }) => (props.initial === undefined ? current : value === props.initial)),
	);
	return (
		<ShownContext.Provider value={{ columns, choices }}>
			<Box flexDirection="column" height={rows} aria-role="listbox">
				<SelectInput
					items={items}
					initialIndex={index}
					limit={rows}
					isFocused={focused && heard}
					indicatorComponent={Indicator}
					itemComponent={Item}
					onSelect={({ value }) => {
						const choice = choices.find((one) => one.value === value);
						if (choice?.disabled) keys.getState().say(choice.disabled);
						else onChoose(value);
					}}
					onHighlight={(item) => item && onHighlight?.(item.value)}
				/>
			</Box>
		</ShownContext.Provider>
	);
}

function Indicator({ isSelected = false }: { readonly isSelected?: boolean }) {
	const theme = useTheme();
	return <Text color={theme.accent}>{isSelected ? `${GLYPHS.pointer} ` : "  "}</Text>;
}

function Item({ label, isSelected = false }: { readonly label: string; readonly isSelected?: boolean }) {
	const { columns, choices } = useContext(ShownContext);
	const choice = choices.find(({ value }) => value === label);
	if (!choice) return null;
	return (
		<Box aria-role="option" aria-state={{ selected: isSelected }}>
			<ChoiceRow choice={choice} columns={columns - 2} names={namesWidth(choices, columns)} highlighted={isSelected} />
		</Box>
	);
}
