import { Box, Text } from "ink";
import SelectInput from "ink-select-input";
import { createContext, useContext, useState } from "react";
import type { Actions } from "../../keys/keys.js";
import { useKeys, useKeysStore } from "../../keys/use-keys.js";
import { GLYPHS } from "../look/glyphs.js";
import { useTheme } from "../look/theme.js";
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
	/** More keys, for the highlighted choice. */
	readonly actions?: (value: V) => Actions;
}

interface Shown {
	readonly columns: number;
	readonly choices: readonly Choice<string>[];
}

/** What the rows show: ink-select-input hands its item component nothing but the label, which is the value here. */
const ShownContext = createContext<Shown>({ columns: 0, choices: [] });

/**
 * A list of which one entry is chosen. The rows and the part of them in sight are ink-select-input's; its own ears stay
 * closed: it would lose keys that come in one piece, and a screen that one of them opens would hear the same key again.
 */
export function ChoiceList<V extends string>(props: ChoiceListProps<V>) {
	const { choices, columns, rows, focused = true, onChoose, onHighlight, title, confirmLabel = "choose" } = props;
	const keys = useKeysStore();
	const [highlighted, setHighlighted] = useState(props.initial ?? choices.find(({ current }) => current)?.value);
	const index = Math.max(
		0,
		choices.findIndex(({ value }) => value === highlighted),
	);
	const shown = choices[index];
	const to = (next: number) => {
		const value = choices[next]?.value;
		if (value === undefined || next === index) return;
		setHighlighted(value);
		onHighlight?.(value);
	};
	const choose = (choice: Choice<V> | undefined) => {
		if (choice?.disabled) keys.getState().say(choice.disabled);
		else if (choice) onChoose(choice.value);
	};
	useKeys({
		level: "pane",
		title,
		active: focused,
		actions: {
			...(shown ? props.actions?.(shown.value) : {}),
			up: { run: () => to(index === 0 ? choices.length - 1 : index - 1) },
			down: { run: () => to(index === choices.length - 1 ? 0 : index + 1) },
			pageUp: { run: () => to(Math.max(0, index - rows)), quiet: true },
			pageDown: { run: () => to(Math.min(choices.length - 1, index + rows)), quiet: true },
			top: { run: () => to(0), quiet: true },
			bottom: { run: () => to(choices.length - 1), quiet: true },
			confirm: { run: () => choose(shown), label: confirmLabel },
			jump: { run: (key) => choose(choices[Number(key) - 1]), label: "choose by number", quiet: true },
		},
	});
	return (
		<ShownContext.Provider value={{ columns, choices }}>
			<Box flexDirection="column" height={rows} aria-role="listbox">
				<SelectInput
					// It moves by itself only: a new one begins where we stand.
					key={`${index} ${choices.map(({ value }) => value).join(" ")}`}
					items={choices.map(({ value }) => ({ key: value, label: value, value }))}
					initialIndex={index}
					limit={rows}
					isFocused={false}
					indicatorComponent={Indicator}
					itemComponent={Item}
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
