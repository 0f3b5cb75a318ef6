import { Box, Text } from "ink";
import type { ReactNode } from "react";
import { useKeyName, useKeysWait } from "../keys/use-keys.js";
import { ErrorText } from "../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import type { Size } from "../kit/components/screen-frame.js";
import { useTheme } from "../kit/look/theme.js";
import type { LoadedCatalogue, UsedCatalogue } from "../services/use-catalogue.js";

export interface WithCatalogueProps extends Size {
	readonly used: UsedCatalogue;
	readonly children: (loaded: LoadedCatalogue, room: Size) => ReactNode;
}

/** What needs the elements, once they are there. When they cannot be read any more, that is told above what was read before. */
export function WithCatalogue({ columns, rows, used: { loaded, error }, children }: WithCatalogueProps) {
	const theme = useTheme();
	const keyOf = useKeyName();
	useKeysWait(!loaded && !error);
	if (!loaded) {
		return (
			<Panel columns={columns} rows={rows} title="Elements" focused>
				{error ? (
					<ErrorText error={error} columns={innerColumns(columns)} rows={innerRows(rows)} />
				) : (
					<Text color={theme.dim}>reading the elements</Text>
				)}
			</Panel>
		);
	}
	const banner = error ? Math.max(0, Math.min(6, rows - 10)) : 0;
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			{error && banner > 0 ? (
				<Panel
					columns={columns}
					rows={banner}
					title="The elements cannot be read any more"
					note={`${keyOf("refresh")} looks again`}
				>
					<ErrorText error={error} columns={innerColumns(columns)} rows={innerRows(banner)} />
				</Panel>
			) : null}
			{children(loaded, { columns, rows: rows - banner })}
		</Box>
	);
}
