import { useContext, useEffect, useRef, useState } from "react";
import { NO_DURATIONS } from "../../core/progress/share-done.js";
import type { Durations } from "../../core/run/durations.js";
import type { RunFeed } from "../../core/run/run-feed.js";
import { TerminalSizeContext } from "../kit/components/screen-frame.js";
import { useServices } from "../services/services.js";
import { openRunStore, type RunStore } from "./run.js";

/** A run that is being read, for as long as the component is shown. */
export interface OpenedRun extends RunStore {
	readonly id: string;
	readonly feed: RunFeed;
}

/** Opens a run; undefined in the first moment. `replay` as in the route. */
export function useRun(id: string, replay: number | undefined): OpenedRun | undefined {
	const { runs } = useServices();
	const size = useRef({ columns: 0, rows: 0 });
	size.current = useContext(TerminalSizeContext);
	const [opened, setOpened] = useState<OpenedRun>();
	useEffect(() => {
		const feed = runs.open(id, replay);
		const store = openRunStore(feed, () => size.current.columns * size.current.rows);
		setOpened({ ...store, id, feed });
		return store.close;
	}, [runs, id, replay]);
	return opened;
}

/** How long builds of the same kind took; nothing until that is known. */
export function usePast(feed: RunFeed, image: string): Durations {
	const [past, setPast] = useState(NO_DURATIONS);
	useEffect(() => {
		if (image === "") return undefined;
		let wanted = true;
		feed.past(image).then(
			(found) => wanted && setPast(found),
			// A build without a past has no estimate.
			() => {},
		);
		return () => {
			wanted = false;
		};
	}, [feed, image]);
	return past;
}
