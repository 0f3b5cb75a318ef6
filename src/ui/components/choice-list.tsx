import { Box, Text } from "ink";
import SelectInput from "ink-select-input";
import { createContext, useContext, useState } from "react";
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

/**
 * A list of which one entry is chosen. The rows and their movement are ink-select-input's; enter and digits come through
 * the keymap like all others, or a screen that one of them opens would hear the same key again.
 */
export function ChoiceList<V extends string>(props: ChoiceListProps<V>) {
	const { choices, columns, rows, focused = true, onChoose, onHighlight, title, confirmLabel = "choose" } = props;
	const keys = useKeysStore();
	const [highlighted, setHighlighted] = useState(props.initial ?? choices.find(({ current }) => current)?.value);
	const index = Math.max(
		0,
		choices.findIndex(({ value }) => value === highlighted),
	);
	const choose = (choice: Choice<V> | undefined) => {
		if (choice?.disabled) keys.getState().say(choice.disabled);
		else if (choice) onChoose(choice.value);
	};
	useKeys({
		level: "pane",
		title,
		active: focused,
		actions: {
			up: { run: () => {} },
			down: { run: () => {} },
			confirm: { run: () => choose(choices[index]), label: confirmLabel },
			jump: { run: (key) => choose(choices[Number(key) - 1]), label: "choose by number", quiet: true },
		},
	});
	// Its own ears are open only while no overlay and no field listens above it.
	const heard = useStore(keys, ({ scopes }) => !audible(scopes).some(({ onText, modal }) => onText || modal));
	return (
		<ShownContext.Provider value={{ columns, choices }}>
			<Box flexDirection="column" height={rows} aria-role="listbox">
				<SelectInput
					// Other choices are another list: it begins where we stand.
					key={choices.map(({ value }) => value).join(" ")}
					items={choices.map(({ value }) => ({ key: value, label: value, value }))}
					initialIndex={index}
					limit={rows}
					isFocused={focused && heard}
					indicatorComponent={Indicator}
					itemComponent={Item}
					onHighlight={(item) => {
						if (!item) return;
						setHighlighted(item.value);
						onHighlight?.(item.value);
					}}
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
