import { Box, Text } from "ink";
import { useState } from "react";
import type { Actions } from "../../keys/keys.js";
import { useKeys, useKeysStore } from "../../keys/use-keys.js";
import { GLYPHS } from "../look/glyphs.js";
import { useTheme } from "../look/theme.js";
import { cut } from "../text/text.js";
import { type Choice, ChoiceRow, namesWidth } from "./choice-row.js";
import { VirtualList } from "./virtual-list.js";

/** A choice, or a heading above some, or an empty line. */
export type MenuEntry<V extends string> = Choice<V> | { readonly heading: string };

export interface MenuListProps<V extends string> {
	readonly title: string;
	readonly entries: readonly MenuEntry<V>[];
	readonly columns: number;
	readonly rows: number;
	/** Highlighted at first; the one in force when absent. */
	readonly initial?: V;
	readonly focused?: boolean;
	readonly onChoose: (value: V) => void;
	readonly onHighlight?: (value: V) => void;
	readonly confirmLabel?: string;
	/** More keys, for the highlighted choice. */
	readonly actions?: (value: V) => Actions;
}

/**
 * Choices under headings. The highlight belongs to the choice and not to its place: what comes in above does not move
 * it to another one.
 */
export function MenuList<V extends string>(props: MenuListProps<V>) {
	const { title, entries, columns, rows, focused = true, onChoose, onHighlight, confirmLabel = "choose" } = props;
	const theme = useTheme();
	const keys = useKeysStore();
	const choices = entries.filter((entry): entry is Choice<V> => "value" in entry);
	const names = namesWidth(choices, columns);
	const [wanted, setWanted] = useState(props.initial);
	const at = Math.max(
		0,
		choices.findIndex(({ value, current }) => (wanted === undefined ? current : value === wanted)),
	);
	const choice = choices[at];
	const to = (index: number) => {
		const next = choices[Math.max(0, Math.min(index, choices.length - 1))];
		if (!next || next === choice) return;
		setWanted(next.value);
		onHighlight?.(next.value);
	};
	const confirm = () => {
		if (choice?.disabled) keys.getState().say(choice.disabled);
		else if (choice) onChoose(choice.value);
	};
	useKeys({
		level: "pane",
		title,
		active: focused,
		actions: {
			up: { run: () => to(at === 0 ? choices.length - 1 : at - 1) },
			down: { run: () => to(at === choices.length - 1 ? 0 : at + 1) },
			confirm: { run: confirm, label: confirmLabel },
			...(choice ? props.actions?.(choice.value) : {}),
			pageUp: { run: () => to(at - rows), quiet: true },
			pageDown: { run: () => to(at + rows), quiet: true },
			top: { run: () => to(0), quiet: true },
			bottom: { run: () => to(choices.length - 1), quiet: true },
		},
	});
	return (
		<Box flexDirection="column" height={rows} flexShrink={0} aria-role="listbox">
			<VirtualList
				count={entries.length}
				rows={rows}
				highlighted={choice ? entries.indexOf(choice) : 0}
				renderRow={(index) => {
					const entry = entries[index] as MenuEntry<V>;
					if ("heading" in entry) return <Text color={theme.dim}>{cut(entry.heading, columns) || " "}</Text>;
					const highlighted = entry === choice;
					return (
						<Box aria-role="option" aria-state={{ selected: highlighted }}>
							<Text color={theme.accent}>{highlighted ? `${GLYPHS.pointer} ` : "  "}</Text>
							<ChoiceRow choice={entry} columns={columns - 2} names={names} highlighted={highlighted} />
						</Box>
					);
				}}
			/>
		</Box>
	);
}
