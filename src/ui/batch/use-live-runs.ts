import { useContext, useEffect, useRef, useState } from "react";
import { NO_DURATIONS } from "../../core/progress/share-done.js";
import type { Durations } from "../../core/run/durations.js";
import { openRunStore, type RunStore } from "../build/run.js";
import { TerminalSizeContext } from "../kit/components/screen-frame.js";
import { useServices } from "../services/services.js";
import type { LiveRun } from "./member-view.js";

/** All runs that are read are drawn together, so often. */
const DRAW_MS = 250;

interface Opened extends RunStore {
	past: Durations;
	asked: boolean;
}

/** A run that is read, with its logs. */
export interface ReadRun extends LiveRun {
	readonly logs: RunStore["logs"];
}

/** Reads these runs as long as they are wanted; `id` is undefined for none. Returns what is known of one, and the step of the ticker. */
export function useLiveRuns(ids: readonly string[]): {
	readonly read: (id: string | undefined) => ReadRun | undefined;
	readonly tick: number;
} {
	const { runs } = useServices();
	const size = useRef({ columns: 0, rows: 0 });
	size.current = useContext(TerminalSizeContext);
	const opened = useRef(new Map<string, Opened>());
	const [tick, setTick] = useState(0);
	const wanted = ids.join(" ");
	useEffect(() => {
		const known = opened.current;
		const now = new Set(wanted.split(" ").filter(Boolean));
		for (const [id, run] of known) {
			if (now.has(id)) continue;
			run.close();
			known.delete(id);
		}
		for (const id of now) {
			if (known.has(id)) continue;
			const feed = runs.open(id);
			// How busy the machine is, is no matter of one of several builds.
			const store = openRunStore(
				{ ...feed, watchGauges: async () => {} },
				() => size.current.columns * size.current.rows,
			);
			const run: Opened = { ...store, past: NO_DURATIONS, asked: false };
			known.set(id, run);
			const unsubscribe = store.store.subscribe(({ build }) => {
				if (run.asked || build.image === "") return;
				run.asked = true;
				unsubscribe();
				// A build without a past has no estimate.
				feed.past(build.image).then(
					(past) => {
						run.past = past;
					},
					() => {},
				);
			});
		}
		setTick((before) => before + 1);
	}, [runs, wanted]);
	useEffect(() => {
		const known = opened.current;
		const ticker = setInterval(() => setTick((before) => before + 1), DRAW_MS);
		return () => {
			clearInterval(ticker);
			for (const run of known.values()) run.close();
			known.clear();
		};
	}, []);
	const read = (id: string | undefined) => {
		const run = id === undefined ? undefined : opened.current.get(id);
		return run ? { state: run.store.getState(), past: run.past, logs: run.logs } : undefined;
	};
	return { read, tick };
}
