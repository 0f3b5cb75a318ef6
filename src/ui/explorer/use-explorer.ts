import { useKept } from "../kit/hooks/use-kept.js";
import {
	back,
	follow,
	here,
	moveTo,
	type OpenFile,
	openFile,
	startAt,
	type Trail,
	turnTo,
	type Visit,
} from "./trail.js";
import { nextView, type View } from "./views.js";

/** Where the user is in the explorer, and the ways on. */
export interface Explorer {
	readonly trail: Trail;
	readonly place: Visit;
	readonly startAt: (element: string) => void;
	readonly follow: (element: string) => void;
	readonly open: (file: OpenFile) => void;
	readonly turnTo: (view: View) => void;
	readonly turnOn: () => void;
	readonly moveTo: (cursor: number) => void;
	readonly back: () => void;
}

/** Walks through the catalogue, beginning at an element. */
export function useExplorer(first: string): Explorer {
	const [trail, setTrail] = useKept("trail", (): Trail => [{ element: first, view: "about" }]);
	return {
		trail,
		place: here(trail),
		startAt: (element) => setTrail((now) => startAt(now, element)),
		follow: (element) => setTrail((now) => follow(now, element)),
		open: (file) => setTrail((now) => openFile(now, file)),
		turnTo: (view) => setTrail((now) => turnTo(now, view)),
		turnOn: () => setTrail((now) => turnTo(now, nextView(here(now).view))),
		moveTo: (cursor) => setTrail((now) => moveTo(now, cursor)),
		back: () => setTrail(back),
	};
}
