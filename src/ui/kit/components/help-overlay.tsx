import { Text } from "ink";
import { useStore } from "zustand";
import { type Action, allKeys, type Keymap } from "../../keys/keymap.js";
import { type ActionHandler, audible, type KeyScope } from "../../keys/keys.js";
import { LEGEND } from "../../keys/legend.js";
import { useKeymap, useKeys, useKeysStore } from "../../keys/use-keys.js";
import { useScroll } from "../hooks/use-scroll.js";
import { useTheme } from "../look/theme.js";
import { cut, pad } from "../text/text.js";
import { innerColumns, innerRows, Panel } from "./panel.js";
import { useScreenSize } from "./screen-frame.js";
import { VirtualList } from "./virtual-list.js";

/** Its own keys are not part of what it tells. */
const TITLE = "Help";

interface HelpLine {
	readonly heading?: string;
	readonly keys?: string;
	readonly help?: string;
	readonly disabled?: string;
}

/** All keys that can be pressed now, pane by pane, out of the one keymap; behind them what the signs mean. */
export function HelpOverlay({ onClose }: { readonly onClose: () => void }) {
	const theme = useTheme();
	const { columns, rows } = useScreenSize();
	const scopes = useStore(useKeysStore(), (state) => state.scopes);
	const lines = helpLines(audible(scopes.filter(({ title }) => title !== TITLE)), useKeymap()).concat(SIGNS);
	const page = innerRows(rows);
	const { top, actions } = useScroll(lines.length, page, TITLE);
	const last = Math.min(lines.length, top + page);
	useKeys({
		level: "overlay",
		title: TITLE,
		modal: true,
		actions: {
			...actions,
			back: { run: onClose, label: "close" },
			help: { run: onClose, quiet: true },
			confirm: { run: onClose, quiet: true },
			quit: { run: onClose, quiet: true },
		},
	});
	const inner = innerColumns(columns);
	return (
		<Panel columns={columns} rows={rows} title="Keys and signs" note={`${top + 1}–${last} of ${lines.length}`} focused>
			<VirtualList
				count={last - top}
				rows={page}
				highlighted={0}
				renderRow={(index) => {
					const { heading, keys = "", help = "", disabled } = lines[top + index] as HelpLine;
					if (heading !== undefined) {
						return (
							<Text bold color={theme.strong}>
								{cut(heading, inner)}
							</Text>
						);
					}
					return (
						<Text wrap="truncate">
							<Text color={theme.accent}>{pad(`  ${keys}`, 18)}</Text>
							<Text color={disabled ? theme.dim : theme.text}>
								{cut(disabled ? `${help} (${disabled})` : help, inner - 18)}
							</Text>
						</Text>
					);
				}}
			/>
		</Panel>
	);
}

const SIGNS: readonly HelpLine[] = LEGEND.flatMap(({ title, entries }) => [
	{},
	{ heading: title },
	...entries.map(({ sign, meaning }) => ({ keys: sign, help: meaning })),
]);

function helpLines(scopes: readonly KeyScope[], keymap: Keymap): HelpLine[] {
	return scopes
		.filter(({ actions }) => Object.keys(actions).length > 0)
		.flatMap(({ title, actions }, index) => [
			...(index > 0 ? [{}] : []),
			{ heading: title },
			...(Object.entries(actions) as [Action, ActionHandler][]).map(([action, handler]) => ({
				keys: allKeys(action, keymap),
				help: handler.label && handler.label !== keymap[action].label ? handler.label : keymap[action].help,
				...(handler.disabled ? { disabled: handler.disabled } : {}),
			})),
		]);
}
