import { useRef, useState } from "react";
import type { Catalogue } from "../../core/element/element.js";
import type { SerialisedError } from "../../core/errors.js";
import type { ElementSummary } from "../../core/explore/element-summary.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { useDraft } from "../wizard/draft.js";
import { useServices } from "./services.js";

/** The elements of the draft's path with what a list shows of them. */
export interface LoadedCatalogue {
	readonly catalogue: Catalogue;
	readonly summaries: readonly ElementSummary[];
}

export interface UsedCatalogue {
	/** The newest that could be read. */
	readonly loaded: LoadedCatalogue | undefined;
	/** Why it cannot be read, or not any more. */
	readonly error: SerialisedError | undefined;
	/** Looks at the disk again. */
	readonly refresh: () => void;
}

/** Reads the catalogue; what was read stays when its path disappears meanwhile. */
export function useCatalogue(): UsedCatalogue {
	const { catalogue: service } = useServices();
	const draft = useDraft((state) => state.build);
	const [times, setTimes] = useState(0);
	const newest = useRef<LoadedCatalogue>(undefined);
	const key = JSON.stringify([times, draft.elementsPath, draft.profile.sources]);
	const state = useLoaded(key, async (): Promise<LoadedCatalogue> => {
		const catalogue = await service.load(draft);
		return { catalogue, summaries: await service.summaries(catalogue) };
	});
	if (state.status === "ok") newest.current = state.value;
	return {
		loaded: newest.current,
		error: state.status === "failed" ? state.error : undefined,
		refresh: () => setTimes(times + 1),
	};
}
