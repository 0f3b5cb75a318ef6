import { Box } from "ink";
import { useMemo, useState } from "react";
import type { Catalogue, Element } from "../../core/element/element.js";
import { serialiseError } from "../../core/errors.js";
import { indexCatalogue } from "../../core/explore/catalogue-index.js";
import { useKeys } from "../keys/use-keys.js";
import { innerRows } from "../kit/components/panel.js";
import type { Size } from "../kit/components/screen-frame.js";
import { useFilter } from "../kit/hooks/use-filter.js";
import { useHandover } from "../kit/hooks/use-handover.js";
import { useKept } from "../kit/hooks/use-kept.js";
import { listActions } from "../kit/hooks/use-list.js";
import type { Loaded } from "../kit/hooks/use-loaded.js";
import type { CheckResult } from "../services/catalogue.js";
import { useServices } from "../services/services.js";
import type { LoadedCatalogue } from "../services/use-catalogue.js";
import { useCopy } from "../services/use-copy.js";
import { elementFinder, elementsOf } from "../wizard/elements/find-elements.js";
import { ExplorerList } from "./explorer-list.js";
import { ExplorerPlace } from "./explorer-place.js";
import { type ExplorerPane, layoutExplorer } from "./pane-layout.js";
import type { Explorer } from "./use-explorer.js";
import { VIEWS, viewOf } from "./views.js";

export interface ExplorerPanesProps extends Size, LoadedCatalogue {
	readonly explorer: Explorer;
	/** Begins at the element's side instead of the list. */
	readonly startsAtView: boolean;
	/** Counts how often the disk was looked at again. */
	readonly reads: number;
	readonly onRefresh: () => void;
}

/** The list of all elements, and the one that is looked at. */
export function ExplorerPanes(props: ExplorerPanesProps) {
	const { columns, rows, catalogue, summaries, explorer, reads, onRefresh } = props;
	const { terminal } = useServices();
	const handOver = useHandover();
	const copies = useCopy();
	const [focus, setFocus] = useKept("focus", (): ExplorerPane => (props.startsAtView ? "view" : "list"));
	const [folded, setFolded] = useKept("folded", (): ReadonlySet<string> => new Set());
	const checks = useChecks();
	const index = useMemo(() => indexCatalogue(catalogue), [catalogue]);
	const find = useMemo(() => elementFinder(summaries), [summaries]);
	// What fits best is looked at while a user types.
	const filter = useFilter(
		(text) => {
			const best = text === "" ? undefined : elementsOf(find(text))[0];
			if (best) explorer.startAt(best.element.name);
		},
		"",
		"filter",
	);
	const list = find(filter.text);
	const elements = useMemo(() => elementsOf(list), [list]);
	const rooms = layoutExplorer({ columns, rows }, focus);
	const { element } = explorer.place;
	const at = elements.findIndex((row) => row.element.name === element);

	const lookAt = (position: number) => {
		const row = elements[Math.max(0, Math.min(position, elements.length - 1))];
		if (row) explorer.startAt(row.element.name);
	};
	const fold = (branch: string, shut: boolean) => {
		const next = new Set(folded);
		if (shut) next.add(branch);
		else next.delete(branch);
		setFolded(next);
	};
	const lookAgain = () => {
		checks.forget();
		onRefresh();
	};
	useKeys({
		level: "screen",
		title: "Explorer",
		actions: {
			nextPane: { run: () => setFocus(focus === "list" ? "view" : "list"), label: focus === "list" ? "view" : "list" },
			jump: { run: (digit) => explorer.turnTo(viewOf(digit) ?? VIEWS[0]), label: "views" },
			view: { run: explorer.turnOn, label: "next view", quiet: true },
			why: { run: () => explorer.turnTo("why"), quiet: true },
			refresh: { run: lookAgain, quiet: true },
		},
	});
	useKeys({
		level: "pane",
		title: "List of elements",
		active: focus === "list",
		actions: {
			confirm: { run: () => setFocus("view"), label: "look" },
			...copies("its name", element),
			...listActions(at, elements.length, innerRows(rows) - 1, lookAt),
			...filter.actions,
		},
	});
	return (
		<Box width={columns} height={rows}>
			{rooms.list ? (
				<ExplorerList
					{...rooms.list}
					focused={focus === "list"}
					list={list}
					highlighted={list.findIndex((row) => row.kind === "element" && row.element.name === element)}
					total={summaries.length}
					filter={filter}
				/>
			) : null}
			<ExplorerPlace
				key={`${explorer.trail.length} ${element} ${explorer.place.view}`}
				rooms={rooms}
				focused={focus === "view"}
				explorer={explorer}
				viewed={{ catalogue, summaries, index, reads, checks: checks.results, folded }}
				onFold={fold}
				onLeave={() => setFocus("list")}
				onCheck={(name) => {
					const wanted = catalogue.elements.get(name);
					if (wanted) checks.check(wanted, catalogue);
				}}
				onEdit={({ file, line }) => handOver(() => terminal.edit(file, line).finally(lookAgain))}
			/>
		</Box>
	);
}

interface Checks {
	/** By the path of the element; only of those that were asked for. */
	readonly results: ReadonlyMap<string, Loaded<CheckResult>>;
	readonly check: (element: Element, catalogue: Catalogue) => void;
	/** The elements may have changed. */
	readonly forget: () => void;
}

/** Checks elements when they are asked for; results stay until they are forgotten. */
function useChecks(): Checks {
	const services = useServices();
	const [results, setResults] = useState<ReadonlyMap<string, Loaded<CheckResult>>>(new Map());
	const set = (path: string, result: Loaded<CheckResult>) => setResults((now) => new Map(now).set(path, result));
	return {
		results,
		check(element, catalogue) {
			const { path } = element;
			set(path, { status: "loading" });
			services.catalogue.check(element, catalogue).then(
				(value) => set(path, { status: "ok", value }),
				(error) => set(path, { status: "failed", error: serialiseError(error) }),
			);
		},
		forget: () => setResults(new Map()),
	};
}
