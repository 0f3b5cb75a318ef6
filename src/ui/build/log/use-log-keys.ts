import { useState } from "react";
import type { TaskId } from "../../../core/run/events.js";
import type { Actions } from "../../keys/keys.js";
import { useKeysStore } from "../../keys/use-keys.js";
import type { OpenedRun } from "../use-run.js";
import type { SearchLine } from "./log-pane.js";
import { type LogLayout, lastTop } from "./log-rows.js";
import { LogSearch } from "./log-search.js";
import type { LogSource } from "./log-source.js";
import { jumpTo, type LogView, nextIndex, scroll, toggleFollow, topOf, toTop } from "./log-view.js";

export interface LogKeysOptions {
	readonly opened: OpenedRun;
	readonly source: LogSource;
	/** Tasks whose logs are shown. */
	readonly tasks: readonly TaskId[];
	readonly layout: LogLayout;
	readonly view: LogView;
	readonly setView: (view: LogView) => void;
	/** Follows the build instead of what was chosen. */
	readonly followBuild: () => void;
}

/** What can be done with a log. */
export interface LogKeys {
	/** Moves the log, for its own pane. */
	readonly movement: Actions;
	/** Follow, search and jumps, which are heard from every pane. */
	readonly jumps: Actions;
	/** The line that is marked, or the one before the first in sight: where the way to the next error begins. */
	readonly here: () => { readonly task: TaskId; readonly number: number } | undefined;
	readonly search: SearchLine | undefined;
}

/** Movement in a log, and search. */
export function useLogKeys(options: LogKeysOptions): LogKeys {
	const { opened, source, tasks, layout, view, setView, followBuild } = options;
	const keys = useKeysStore();
	const [search, setSearch] = useState<LogSearch>();
	const [typing, setTyping] = useState(false);
	const [, showAgain] = useState(0);
	const extent = { count: source.count, lastTop: lastTop(source, layout) };
	const by = (rows: number) => () => setView(scroll(view, rows, extent));
	const indices = (numbers: (task: TaskId) => readonly number[]) =>
		tasks.flatMap((task) => numbers(task).flatMap((number) => source.indexOf(task, number) ?? []));
	const jump = (found: readonly number[], direction: 1 | -1, none: string) => {
		const index = nextIndex(found, view, extent, direction);
		if (index === undefined) keys.getState().say(none);
		else setView(jumpTo(index, layout.rows));
	};
	const hits = search ? indices((task) => search.hits(task)) : [];
	const toHit = (direction: 1 | -1) => () => jump(hits, direction, search ? `no '${search.query}' here` : "");
	const submit = (query: string) => {
		setTyping(false);
		if (query === "") return setSearch(undefined);
		const next = new LogSearch(query, opened.logs, opened.feed, () => showAgain((count) => count + 1));
		setSearch(next);
		// The nearest hit above what is seen: in a log the newest lines matter most.
		const found = indices((task) => next.hits(task));
		const near = found.findLast((index) => index <= topOf(view, extent) + layout.rows) ?? found[0];
		if (near !== undefined) setView(jumpTo(near, layout.rows));
	};
	return {
		movement: {
			up: { run: by(-1), label: "scroll" },
			down: { run: by(1), label: "scroll" },
			pageUp: { run: by(-layout.rows), quiet: true },
			pageDown: { run: by(layout.rows), quiet: true },
			top: { run: () => setView(toTop()), quiet: true },
			bottom: { run: by(Number.MAX_SAFE_INTEGER), quiet: true },
		},
		jumps: {
			filter: { run: () => setTyping(true), label: "search" },
			follow: { run: () => (view.following ? setView(toggleFollow(view, extent)) : followBuild()) },
			...(search
				? {
						nextHit: { run: toHit(1) },
						previousHit: { run: toHit(-1), quiet: true },
						back: { run: () => setSearch(undefined), label: "end search" },
					}
				: {}),
		},
		here: () => lineAt(source, view.mark ?? topOf(view, extent), view.mark === undefined),
		search:
			typing || search
				? {
						query: search?.query ?? "",
						typing,
						found: search ? foundText(search, hits, view.mark) : "",
						onSubmit: submit,
						onCancel: () => setTyping(false),
					}
				: undefined,
	};
}

/** A line at an index, or the one before it; a heading is looked through to the line below it. */
function lineAt(source: LogSource, index: number, before: boolean) {
	for (let at = index; at < source.count; at += 1) {
		const entry = source.entry(at);
		if (entry && "task" in entry) return { task: entry.task, number: entry.number - (before ? 1 : 0) };
	}
	return undefined;
}

function foundText(search: LogSearch, hits: readonly number[], mark: number | undefined): string {
	const at = mark === undefined ? -1 : hits.indexOf(mark);
	const busy = search.busy ? ", searching" : "";
	return at < 0 ? `${hits.length} hits${busy}` : `${at + 1} of ${hits.length} hits${busy}`;
}
