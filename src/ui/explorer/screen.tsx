import { Box, Text } from "ink";
import { type ReactNode, useState } from "react";
import { byCategory } from "../../core/explore/element-summary.js";
import { useKeyName, useKeys, useKeysWait } from "../keys/use-keys.js";
import { ErrorText } from "../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { ScreenFrame, type Size, useScreenSize } from "../kit/components/screen-frame.js";
import { useTheme } from "../kit/look/theme.js";
import { type LoadedCatalogue, type UsedCatalogue, useCatalogue } from "../services/use-catalogue.js";
import { ExplorerPanes, type ExplorerPanesProps } from "./explorer.js";
import { names } from "./trail.js";
import { useExplorer } from "./use-explorer.js";

/** The catalogue without building; begins at `element` when there is one. */
export function ExplorerScreen({ element }: { readonly element?: string }) {
	const used = useCatalogue();
	const [reads, setReads] = useState(0);
	const refresh = () => {
		setReads(reads + 1);
		used.refresh();
	};
	useKeys({ level: "screen", title: "Explorer", active: !used.loaded, actions: { refresh: { run: refresh } } });
	if (!used.loaded) {
		return (
			<ScreenFrame crumbs={["explore"]}>
				<Body used={used}>{() => null}</Body>
			</ScreenFrame>
		);
	}
	return (
		<Explorer
			first={element ?? firstOf(used.loaded)}
			startsAtView={element !== undefined}
			used={used}
			reads={reads}
			onRefresh={refresh}
		/>
	);
}

/** Names along the path that the header shows. */
const CRUMBS = 4;

interface ExplorerProps extends Pick<ExplorerPanesProps, "startsAtView" | "reads" | "onRefresh"> {
	readonly first: string;
	readonly used: UsedCatalogue;
}

function Explorer({ first, used, ...props }: ExplorerProps) {
	const explorer = useExplorer(first);
	const path = names(explorer.trail);
	const crumbs = path.length > CRUMBS ? ["…", ...path.slice(-CRUMBS)] : path;
	return (
		<ScreenFrame crumbs={["explore", ...crumbs]}>
			<Body used={used}>
				{(loaded, room) => <ExplorerPanes {...room} {...loaded} {...props} explorer={explorer} />}
			</Body>
		</ScreenFrame>
	);
}

function Body(props: Pick<Parameters<typeof WithCatalogue>[0], "used" | "children">) {
	return <WithCatalogue {...useScreenSize()} {...props} />;
}

/** The first element of the list. */
function firstOf({ summaries }: LoadedCatalogue): string {
	return byCategory(summaries)[0]?.elements[0]?.name ?? "";
}

interface WithCatalogueProps extends Size {
	readonly used: UsedCatalogue;
	readonly children: (loaded: LoadedCatalogue, room: Size) => ReactNode;
}

/** What needs the elements, once they are there. When they cannot be read any more, that is told above what was read before. */
function WithCatalogue({ columns, rows, used: { loaded, error }, children }: WithCatalogueProps) {
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
