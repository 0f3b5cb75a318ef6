import { Text } from "ink";
import type { FilterState } from "../hooks/use-filter.js";
import { useTheme } from "../look/theme.js";
import { TextField } from "./text-field.js";

/** The row of a filter, empty while there is none. */
export function FilterRow({ filter, columns }: { readonly filter: FilterState; readonly columns: number }) {
	const theme = useTheme();
	if (!filter.editing && filter.text === "") return null;
	return (
		<Text wrap="truncate">
			<Text color={theme.accent}>/ </Text>
			<TextField title="Filter" columns={columns - 3} submitLabel="keep" {...filter.field} />
		</Text>
	);
}
