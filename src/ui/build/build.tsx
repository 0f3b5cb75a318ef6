import { useRef, useState } from "react";
import { useStore } from "zustand";
import { buildShare } from "../../core/progress/share-done.js";
import { remainingMs } from "../../core/run/durations.js";
import { clockDuration, shortDuration } from "../../core/text/short-quantities.js";
import type { Reading } from "../kit/components/readings.js";
import { ScreenFrame } from "../kit/components/screen-frame.js";
import { BuildBody } from "./build-body.js";
import type { RunState } from "./run.js";
import { type OpenedRun, usePast, useRun } from "./use-run.js";

/** A build, live, long past, or shown again: its phases, its logs, and what to do when something fails. */
export function BuildScreen({ run, replay }: { readonly run: string; readonly replay?: number }) {
	const opened = useRun(run, replay);
	if (!opened) return <ScreenFrame crumbs={["build"]}>{null}</ScreenFrame>;
	return <OpenedBuild opened={opened} />;
}

function OpenedBuild({ opened }: { readonly opened: OpenedRun }) {
	const state = useStore(opened.store);
	const { build, elapsed, reading } = state;
	// What is over needs no estimate, and what is still being read should not wait for one.
	const past = usePast(opened.feed, reading === "live" && build.ms === undefined ? build.image : "");
	const [speed, setSpeed] = useState(opened.feed.replay?.speed());
	const left = reading === "live" && build.status === "running" ? remainingMs(build, past, elapsed) : undefined;
	// A run that turns out to be slower has a longer way to go, but nothing of what it did is undone.
	const furthest = useRef(0);
	furthest.current = Math.max(furthest.current, buildShare(build, past, elapsed));
	const about = [build.architecture, build.outputs.join(" ")].filter(Boolean).join(" · ");
	return (
		<ScreenFrame
			crumbs={[speed === undefined ? "build" : "replay", build.image || opened.id]}
			about={about}
			readings={clock(state, left, speed)}
		>
			<BuildBody
				opened={opened}
				state={state}
				past={past}
				share={furthest.current}
				{...(speed === undefined
					? {}
					: {
							speed,
							setSpeed: (next: number) => {
								opened.feed.replay?.setSpeed(next);
								setSpeed(next);
							},
						})}
			/>
		</ScreenFrame>
	);
}

function clock({ build, elapsed, reading }: RunState, left: number | undefined, speed: number | undefined): Reading[] {
	if (reading === "reading") return [];
	return [
		...(speed === undefined ? [] : [{ label: "speed", value: speed === 0 ? "at once" : `×${speed}` }]),
		{ label: build.ms === undefined ? "elapsed" : "took", value: clockDuration(elapsed) },
		...(left === undefined ? [] : [{ label: "eta", value: shortDuration(Math.ceil(left / 1000) * 1000) }]),
	];
}
