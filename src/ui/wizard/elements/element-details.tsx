import type { Catalogue, Element } from "../../../core/element/element.js";
import type { ElementSummary } from "../../../core/explore/element-summary.js";
import { renderReadme, type TextLine } from "../../../core/readme/render.js";
import type { Resolution } from "../../../core/resolve/resolution.js";
import { useKeys } from "../../keys/use-keys.js";
import { errorLines } from "../../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { StyledLine } from "../../kit/components/styled-line.js";
import { VirtualList } from "../../kit/components/virtual-list.js";
import { type Loaded, useLoaded } from "../../kit/hooks/use-loaded.js";
import { useScroll } from "../../kit/hooks/use-scroll.js";
import { useServices } from "../../services/services.js";
import {
	DETAIL_VIEWS,
	type DetailView,
	hookLines,
	needLines,
	variableLines,
	virtualLines,
	whyLines,
} from "./details.js";

export interface ElementDetailsProps {
	readonly columns: number;
	readonly rows: number;
	readonly focused: boolean;
	readonly name: string;
	readonly view: DetailView;
	readonly onView: (view: DetailView) => void;
	readonly catalogue: Catalogue;
	readonly summary: ElementSummary | undefined;
	readonly resolution: Resolution | undefined;
}

/** One element from all sides: README, why it is in, hooks, variables, what it needs. */
export function ElementDetails(props: ElementDetailsProps) {
	const { columns, rows, focused, name, view, onView } = props;
	const lines = useDetailLines(props, innerColumns(columns));
	const { top, actions } = useScroll(lines.length, innerRows(rows), `${name} ${view}`);
	const turn = (by: number) => {
		const at = DETAIL_VIEWS.indexOf(view) + by + DETAIL_VIEWS.length;
		onView(DETAIL_VIEWS[at % DETAIL_VIEWS.length] as DetailView);
	};
	useKeys({
		level: "pane",
		title: "Details",
		active: focused,
		actions: {
			...actions,
			left: { run: () => turn(-1), label: "view before", quiet: true },
			right: { run: () => turn(1), label: "next view" },
		},
	});
	const place = `${DETAIL_VIEWS.indexOf(view) + 1}/${DETAIL_VIEWS.length}`;
	return (
		<Panel columns={columns} rows={rows} title={name} note={`${view} ${place}`} focused={focused}>
			<VirtualList
				count={Math.min(lines.length - top, innerRows(rows))}
				rows={innerRows(rows)}
				highlighted={0}
				renderRow={(index) => <StyledLine line={lines[top + index] ?? []} columns={innerColumns(columns)} />}
			/>
		</Panel>
	);
}

function useDetailLines(
	{ name, view, catalogue, summary, resolution }: ElementDetailsProps,
	columns: number,
): TextLine[] {
	const services = useServices();
	const element = catalogue.elements.get(name);
	const key = element ? `${element.path} ${view}` : "";
	const loaded = useLoaded(key, async (): Promise<Fetched> => {
		if (!element) return {};
		if (view === "readme") return { key, readme: await services.catalogue.readme(element) };
		return view === "variables" ? { key, variables: await services.catalogue.variables(element) } : {};
	});
	if (view === "why") return whyLines(resolution, name, columns);
	if (!element) return virtualLines(name, catalogue);
	if (view === "hooks") return hookLines(element);
	if (view === "needs") return summary ? needLines(summary, columns) : [];
	return fetchedLines(loaded, key, element, columns);
}

type Readme = Parameters<typeof renderReadme>[0];
type Variables = Parameters<typeof variableLines>[0];

interface Fetched {
	/** Which element and view it was fetched for. */
	readonly key?: string;
	readonly readme?: Readme | undefined;
	readonly variables?: Variables;
}

function fetchedLines(loaded: Loaded<Fetched>, key: string, element: Element, columns: number): TextLine[] {
	if (loaded.status === "failed") {
		return errorLines(loaded.error, columns).map(({ text, kind }) => [
			{ text, style: kind === "cause" ? "strong" : kind === "place" ? "dim" : "plain" },
		]);
	}
	if (loaded.status === "loading" || loaded.value.key !== key) return [];
	const { readme, variables } = loaded.value;
	if (variables) return variableLines(variables, columns);
	if (readme) return renderReadme(readme, columns);
	return [[{ text: `${element.name} has no README.`, style: "dim" }]];
}
