import { Box } from "ink";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Resolution } from "../../core/resolution.js";
import { innerColumns, innerRows } from "../components/panel.js";
import { asksOf, withElement, withoutElement } from "../elements/asks.js";
import type { DetailView } from "../elements/details.js";
import { DETAIL_VIEWS } from "../elements/details.js";
import { elementFinder } from "../elements/find-elements.js";
import { imageRows, nameOf } from "../elements/image-rows.js";
import { cured, resolveProfile } from "../elements/live-resolution.js";
import { layoutPanes, PANES, type Pane } from "../elements/pane-layout.js";
import { standings } from "../elements/standing.js";
import type { LoadedCatalogue } from "../hooks/use-catalogue.js";
import { useFilter } from "../hooks/use-filter.js";
import { useKeys, useKeysStore } from "../hooks/use-keys.js";
import { useList } from "../hooks/use-list.js";
import { neighbour, useRouter } from "../router.js";
import type { Room } from "../shell.js";
import { useDraft, useDraftStore } from "../stores/draft.js";
import { ElementDetails } from "./element-details.js";
import { ElementList } from "./element-list.js";
import { ResolutionPane } from "./resolution-pane.js";

export interface ChooseElementsProps extends Room, LoadedCatalogue {
	/** Of the image: it decides the block device that `vm` gets. */
	readonly architecture: string;
}

/** The list of elements, the image they come to, and the one that is looked at. Every choice is resolved at once. */
export function ChooseElements({ columns, rows, catalogue, summaries, architecture }: ChooseElementsProps) {
	const draft = useDraftStore();
	const keys = useKeysStore();
	const { replace, go } = useRouter();
	const profile = useDraft((state) => state.build.profile);
	const plan = useDraft((state) => state.plan);
	const [focus, setFocus] = useState<Pane>("list");
	const [beside, setBeside] = useState<Exclude<Pane, "list">>("image");
	const [view, setView] = useState<DetailView>("readme");
	const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());

	const live = useMemo(() => resolveProfile(profile, catalogue, architecture), [profile, catalogue, architecture]);
	const newest = useRef<Resolution>(undefined);
	if (live.ok) newest.current = live.resolution;
	const standing = useMemo(() => standings(live, asksOf(profile), catalogue.elements), [live, profile, catalogue]);
	const find = useMemo(() => elementFinder(summaries), [summaries]);
	const filter = useFilter();
	const found = useMemo(() => find(filter.text), [find, filter.text]);
	const elements = useMemo(() => found.filter((row) => row.kind === "element"), [found]);

	const rooms = layoutPanes({ columns, rows }, focus, beside);
	const list = useList(elements.length, Math.max(1, innerRows(rooms.list?.rows ?? rows) - 1));
	const problem = plan.status === "failed" && live.ok ? plan.error : undefined;
	const imageColumns = innerColumns(rooms.image?.columns ?? columns);
	const image = useMemo(
		() => imageRows(live, newest.current, (path) => folded.has(path), imageColumns, problem),
		[live, folded, imageColumns, problem],
	);
	const imageList = useList(image.length, innerRows(rooms.image?.rows ?? rows));

	// Every change of the filter begins at its best hit; what it led to stays when everything is back.
	const looked = useRef<string>(undefined);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the filter alone decides when the place changes
	useEffect(() => {
		const at = elements.findIndex(({ element }) => element.name === looked.current);
		list.set(filter.text === "" ? Math.max(0, at) : 0);
	}, [filter.text]);

	const row = image[imageList.index];
	const listed = elements[list.index]?.element.name;
	looked.current = listed ?? looked.current;
	const name = focus === "image" || (focus === "details" && listed === undefined) ? (nameOf(row) ?? listed) : listed;

	const change = (next: (from: typeof profile) => typeof profile) => draft.getState().change(next);
	const toggle = (element: string | undefined) => {
		if (element === undefined) return;
		const summary = catalogue.elements.get(element);
		if (!summary) return keys.getState().say(`${element} is no element: it exists only in element-provides`);
		const { mark, note } = standing(summary);
		if (mark === "chosen" || (element === "base" && mark === "forced")) {
			change((from) => withoutElement(from, element));
		} else if (mark === "forced") {
			keys.getState().say(`${element} stays: it is needed ${note}`);
		} else change((from) => withElement(from, element));
	};
	const focusOn = (pane: Pane) => {
		setFocus(pane);
		if (pane !== "list") setBeside(pane);
	};
	const turnPane = (by: number) => focusOn(PANES[(PANES.indexOf(focus) + by + PANES.length) % PANES.length] as Pane);
	const fold = (path: string | undefined, shut: boolean) => {
		if (path === undefined) return;
		const next = new Set(folded);
		if (shut) next.add(path);
		else next.delete(path);
		setFolded(next);
	};
	const cures = live.ok ? [] : live.cures;
	const path = row?.kind === "node" ? row.row.path : undefined;

	useKeys({
		level: "screen",
		title: "Elements",
		actions: {
			nextPane: { run: () => turnPane(1) },
			previousPane: { run: () => turnPane(-1), quiet: true },
			filter: {
				run: () => {
					setFocus("list");
					filter.actions.filter?.run("/");
				},
			},
			view: { run: () => setView(DETAIL_VIEWS[(DETAIL_VIEWS.indexOf(view) + 1) % DETAIL_VIEWS.length] as DetailView) },
			why: {
				run: () => {
					setView("why");
					setBeside("details");
				},
				quiet: true,
			},
			explore: { run: () => go({ screen: "explorer", ...(name ? { element: name } : {}) }), quiet: true },
			...(cures.length > 0
				? {
						jump: {
							run: (key: string) => {
								const cure = cures[Number(key) - 1];
								if (cure) change((from) => cured(from, cure));
							},
							label: "solve it",
						},
					}
				: {}),
			confirm: { run: () => replace({ screen: neighbour("elements", 1) }), label: "next step" },
		},
	});
	useKeys({
		level: "pane",
		title: "List of elements",
		active: focus === "list",
		actions: {
			toggle: { run: () => toggle(listed), disabled: listed === undefined ? "no element matches" : undefined },
			...list.actions,
			...(filter.actions.back ? { back: filter.actions.back } : {}),
		},
	});
	useKeys({
		level: "pane",
		title: "Image",
		active: focus === "image",
		actions: {
			...imageList.actions,
			toggle: { run: () => toggle(nameOf(row)), quiet: true },
			left: { run: () => fold(path, true), label: "fold" },
			right: { run: () => fold(path, false), label: "unfold", quiet: true },
		},
	});
	const shown = (pane: Pane) => rooms[pane] !== undefined;
	return (
		<Box width={columns} height={rows}>
			{rooms.list ? (
				<ElementList
					{...rooms.list}
					focused={focus === "list"}
					list={found}
					highlighted={found.indexOf(elements[list.index] as (typeof elements)[number])}
					standing={standing}
					note={noteOf(live, elements.length, summaries.length)}
					filter={filter}
				/>
			) : null}
			<Box flexDirection={shown("image") && shown("details") && columns < 150 ? "column" : "row"}>
				{rooms.image ? (
					<ResolutionPane
						{...rooms.image}
						focused={focus === "image"}
						title="Image"
						note={live.ok ? `${live.resolution.selected.length} elements` : "does not resolve"}
						list={image}
						highlighted={imageList.index}
					/>
				) : null}
				{rooms.details && name !== undefined ? (
					<ElementDetails
						{...rooms.details}
						focused={focus === "details"}
						name={name}
						view={view}
						onView={setView}
						catalogue={catalogue}
						summary={summaries.find((summary) => summary.name === name)}
						resolution={live.ok ? live.resolution : newest.current}
					/>
				) : null}
			</Box>
		</Box>
	);
}

function noteOf(live: ReturnType<typeof resolveProfile>, found: number, all: number): string {
	const many = found === all ? `${all}` : `${found} of ${all}`;
	return live.ok ? many : `${many} · conflict`;
}
