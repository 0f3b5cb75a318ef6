import { useMemo } from "react";
import type { Element } from "../../core/element/element.js";
import type { CatalogueIndex } from "../../core/explore/catalogue-index.js";
import { type Loaded, useLoaded } from "../kit/hooks/use-loaded.js";
import type { CheckResult } from "../services/catalogue.js";
import { type Services, useServices } from "../services/services.js";
import type { LoadedCatalogue } from "../services/use-catalogue.js";
import type { Visit } from "./trail.js";
import { type Fetched, viewRows } from "./view-content.js";
import type { ViewRow } from "./view-row.js";

export interface Viewed extends LoadedCatalogue {
	readonly index: CatalogueIndex;
	/** Counts how often the disk was looked at again: files are read again then. */
	readonly reads: number;
	/** Results of the checks by the path of the element. */
	readonly checks: ReadonlyMap<string, Loaded<CheckResult>>;
	/** Branches that are folded, by their path below the place they were folded at. */
	readonly folded: ReadonlySet<string>;
}

const NOTHING: Loaded<undefined> = { status: "ok", value: undefined };
const LOADING: Loaded<undefined> = { status: "loading" };

/** The rows of a place, of files that are read when they are looked at. */
export function useViewRows(place: Visit, viewed: Viewed, columns: number): readonly ViewRow[] {
	const services = useServices();
	const { catalogue, summaries, index, reads, checks, folded } = viewed;
	const element = catalogue.elements.get(place.element);
	const key = element && needsReading(place) ? `${element.path} ${place.file?.path ?? place.view} ${reads}` : "";
	const loaded = useLoaded(key, async () => ({
		key,
		value: element && key !== "" ? await fetch(element, place, services) : undefined,
	}));
	const fetched = useMemo((): Loaded<Fetched | undefined> => {
		if (key === "") return NOTHING;
		if (loaded.status !== "ok") return loaded;
		return loaded.value.key === key ? { status: "ok", value: loaded.value.value } : LOADING;
	}, [key, loaded]);
	const checked = element && checks.get(element.path);
	const { element: name, view, file } = place;
	return useMemo(() => {
		const summary = summaries.find((one) => one.name === name);
		const shown: Visit = { element: name, view, ...(file ? { file } : {}) };
		const isFolded = (path: string) => folded.has(foldKey(shown, path));
		return viewRows({ place: shown, catalogue, index, summary, fetched, checked, isFolded }, columns);
	}, [name, view, file, catalogue, summaries, index, fetched, checked, folded, columns]);
}

/** What a branch of a place is remembered by. */
export const foldKey = ({ element, view }: Visit, path: string): string => `${view} ${element} ${path}`;

const needsReading = ({ file, view }: Visit) => file !== undefined || ["readme", "variables", "why"].includes(view);

async function fetch(
	element: Element,
	{ file, view }: Visit,
	{ catalogue, host }: Services,
): Promise<Fetched | undefined> {
	if (file) return { kind: "file", file: await catalogue.file(element, file.path) };
	if (view === "readme") return { kind: "readme", readme: await catalogue.readme(element) };
	if (view === "variables") return { kind: "variables", variables: await catalogue.variables(element) };
	return { kind: "host", architecture: (await host.facts()).architecture };
}
