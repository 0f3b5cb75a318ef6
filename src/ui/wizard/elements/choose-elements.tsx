import { Box } from "ink";
import { useMemo } from "react";
import { operatingSystems } from "../../../core/element/operating-systems.js";
import type { Profile } from "../../../core/profile/profile.js";
import { withFittingRelease } from "../../../core/profile/release-fit.js";
import { useRouter } from "../../app/router.js";
import { useKeys, useKeysStore } from "../../keys/use-keys.js";
import { innerColumns, innerRows } from "../../kit/components/panel.js";
import type { Size } from "../../kit/components/screen-frame.js";
import { useKept } from "../../kit/hooks/use-kept.js";
import { useList } from "../../kit/hooks/use-list.js";
import type { LoadedCatalogue } from "../../services/use-catalogue.js";
import { useCopy } from "../../services/use-copy.js";
import { useDraft, useDraftStore } from "../draft.js";
import type { StepProps } from "../step.js";
import { withElement, withoutElement } from "./asked-elements.js";
import { DETAIL_VIEWS, type DetailView } from "./details.js";
import { ElementDetails } from "./element-details.js";
import { ElementList } from "./element-list.js";
import { imageRows, nameOf } from "./image-rows.js";
import { cured } from "./live-resolution.js";
import { type ElementsPane, layoutElements, nextPane } from "./pane-layout.js";
import { ResolutionPane } from "./resolution-pane.js";
import { useElementList, useLiveResolution } from "./use-element-list.js";

export interface ChooseElementsProps extends Size, LoadedCatalogue, Pick<StepProps, "next"> {
	/** Of the image: it decides the block device that `vm` gets. */
	readonly architecture: string;
}

/** The list of elements, the image they come to, and the one that is looked at. Every choice is resolved at once. */
export function ChooseElements({ columns, rows, catalogue, summaries, architecture, next }: ChooseElementsProps) {
	const draft = useDraftStore();
	const keys = useKeysStore();
	const copies = useCopy();
	const { go } = useRouter();
	const profile = useDraft((state) => state.build.profile);
	const plan = useDraft((state) => state.plan);
	const [focus, setFocus] = useKept("focus", (): ElementsPane => "list");
	const [subject, setSubject] = useKept("subject", (): "list" | "image" => "list");
	const [beside, setBeside] = useKept("beside", (): Exclude<ElementsPane, "list"> => "image");
	const [view, setView] = useKept("view", (): DetailView => "readme");
	const [folded, setFolded] = useKept("folded", (): ReadonlySet<string> => new Set());

	const rooms = layoutElements({ columns, rows }, focus, beside);
	const { live, resolution, stateOf } = useLiveResolution(profile, catalogue, architecture);
	const elements = useElementList(
		summaries,
		Math.max(1, innerRows(rooms.list?.rows ?? rows) - 1),
		profile.elements ?? [],
	);
	const problem = plan.status === "failed" && live.ok ? plan.error : undefined;
	const imageColumns = innerColumns(rooms.image?.columns ?? columns);
	const image = useMemo(
		() => imageRows(live, resolution, (path) => folded.has(path), imageColumns, problem),
		[live, resolution, folded, imageColumns, problem],
	);
	const imageList = useList(image.length, innerRows(rooms.image?.rows ?? rows), 0, "image");
	const imageRow = image[imageList.index];
	const name = (subject === "image" ? nameOf(imageRow) : undefined) ?? elements.name;
	const cures = live.ok ? [] : live.cures;

	const systems = useMemo(() => operatingSystems(catalogue), [catalogue]);
	const change = (next: (from: Profile) => Profile) => {
		const { opened } = draft.getState();
		draft.getState().change((from) => withFittingRelease(next(from), opened.release, systems));
		const { distribution, release } = draft.getState().build.profile;
		if (distribution === profile.distribution || distribution === undefined) return;
		keys.getState().say(release === profile.release ? `${distribution} now` : `${distribution} ${release ?? ""} now`);
	};
	const toggle = (wanted: string | undefined) => {
		const element = wanted === undefined ? undefined : catalogue.elements.get(wanted);
		if (wanted === undefined) return;
		if (!element) return keys.getState().say(`${wanted} is not an element: it exists only in element-provides`);
		const { mark, note } = stateOf(element);
		if (mark === "chosen" || (wanted === "base" && mark === "forced")) change((from) => withoutElement(from, wanted));
		else if (mark === "forced") keys.getState().say(`${wanted} stays: it is needed ${note}`);
		else change((from) => withElement(from, wanted));
	};
	const focusOn = (pane: ElementsPane) => {
		setFocus(pane);
		if (pane !== "list") setBeside(pane);
		if (pane !== "details") setSubject(pane);
	};
	const look = (at: DetailView) => {
		setView(at);
		setBeside("details");
	};
	const fold = (shut: boolean) => {
		if (imageRow?.kind !== "node") return;
		const { path } = imageRow.row;
		setFolded(new Set(shut ? [...folded, path] : [...folded].filter((other) => other !== path)));
	};

	useKeys({
		level: "screen",
		title: "Elements",
		actions: {
			nextPane: { run: () => focusOn(nextPane(focus, 1)) },
			previousPane: { run: () => focusOn(nextPane(focus, -1)), quiet: true },
			filter: {
				run: () => {
					focusOn("list");
					elements.filter.actions.filter?.run("/");
				},
			},
			view: { run: () => look(DETAIL_VIEWS[(DETAIL_VIEWS.indexOf(view) + 1) % DETAIL_VIEWS.length] as DetailView) },
			why: { run: () => look("why"), quiet: true },
			...copies("its name", name),
			explore: { run: () => go({ screen: "explorer", ...(name ? { element: name } : {}) }), quiet: true },
			confirm: { run: next, label: "next step" },
		},
	});
	useKeys({
		level: "pane",
		title: "List of elements",
		active: focus === "list",
		actions: {
			toggle: {
				run: () => toggle(elements.name),
				...(elements.name === undefined ? { disabled: "no element matches" } : {}),
			},
			...elements.list.actions,
			...(elements.filter.actions.back ? { back: elements.filter.actions.back } : {}),
		},
	});
	useKeys({
		level: "pane",
		title: "Image",
		active: focus === "image",
		actions: {
			...imageList.actions,
			toggle: { run: () => toggle(nameOf(imageRow)), quiet: true },
			left: { run: () => fold(true), label: "fold" },
			right: { run: () => fold(false), label: "unfold", quiet: true },
		},
	});
	useKeys({
		level: "pane",
		title: "Conflict",
		active: cures.length > 0,
		actions: {
			jump: {
				run: (key) => {
					const cure = cures[Number(key) - 1];
					if (cure) change((from) => cured(from, cure));
				},
				label: "solve it",
			},
		},
	});
	const many = elements.count === summaries.length ? `${elements.count}` : `${elements.count} of ${summaries.length}`;
	return (
		<Box width={columns} height={rows}>
			{rooms.list ? (
				<ElementList
					{...rooms.list}
					focused={focus === "list"}
					list={elements.rows}
					highlighted={elements.highlighted}
					stateOf={stateOf}
					note={live.ok ? many : `${many} · conflict`}
					filter={elements.filter}
				/>
			) : null}
			<Box flexDirection={rooms.direction}>
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
						resolution={resolution}
					/>
				) : null}
			</Box>
		</Box>
	);
}
