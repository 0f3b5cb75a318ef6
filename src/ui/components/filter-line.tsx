import { Box, Text } from "ink";
import type { Filter } from "../hooks/use-filter.js";
import { pad } from "../text.js";
import { useTheme } from "../theme.js";
import { TextField } from "./text-field.js";

/** Whether the line is to be shown. */
export const isFiltering = ({ text, active }: Filter): boolean => active || text !== "";

/** The line above a list in which its filter is typed and seen. */
export function FilterLine({ filter, columns }: { readonly filter: Filter; readonly columns: number }) {
	const theme = useTheme();
	return (
		<Box height={1} width={columns} flexShrink={0}>
			<Text color={theme.accent}>/ </Text>
			{filter.active ? (
				<TextField
					title="Filter"
					initial={filter.text}
					columns={columns - 2}
					active
					placeholder="word; !word leaves out"
					onChange={filter.onChange}
					onSubmit={filter.onSubmit}
					onCancel={filter.onCancel}
					submitLabel="keep the filter"
				/>
			) : (
				<Text color={theme.strong}>{pad(filter.text, columns - 2)}</Text>
			)}
		</Box>
	);
}
