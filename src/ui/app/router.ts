import { createContext, useContext } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";

/** The steps of the wizard, in the order in which enter goes through them. */
export const STEPS = ["release", "architecture", "elements", "variables", "mirrors", "disk", "review"] as const;
export type Step = (typeof STEPS)[number];

/** A place in the program. */
export type Route =
	| { readonly screen: "home" }
	/** The menu of a new image: every step with its value. */
	| { readonly screen: "image" }
	| { readonly screen: Exclude<Step, "variables"> }
	/** `variable`: the form begins with this one. */
	| { readonly screen: "variables"; readonly variable?: string }
	/** `replay`: shown as it went on, so many times as fast; 0 all at once. */
	| { readonly screen: "build"; readonly run: string; readonly replay?: number }
	| { readonly screen: "result"; readonly run: string }
	| { readonly screen: "runs" }
	| { readonly screen: "profiles" }
	| { readonly screen: "explorer"; readonly element?: string }
	| { readonly screen: "doctor" };

export interface RouterState {
	/** Where the person came from, oldest first; the last one is shown. Never empty. */
	readonly stack: readonly Route[];
	/** What places keep for when somebody comes back to them, by place and name (kit/hooks/use-kept.ts). */
	readonly kept: Map<string, unknown>;
	go(route: Route): void;
	/** Instead of the place that is shown. */
	replace(route: Route): void;
	/** One level back; from the first place nowhere. */
	back(): void;
	/** Back to the nearest place of this screen, or to it as the only place. */
	backTo(screen: Extract<Route, { screen: "home" | "image" }>["screen"]): void;
}

export type RouterStore = StoreApi<RouterState>;

/** Where the person is. */
export function createRouter(start: readonly Route[] = [{ screen: "home" }]): RouterStore {
	return createStore<RouterState>((set, get) => ({
		stack: start,
		kept: new Map(),
		go: (route) => set({ stack: [...get().stack, route] }),
		replace: (route) => set({ stack: [...get().stack.slice(0, -1), route] }),
		back: () => set({ stack: get().stack.length > 1 ? get().stack.slice(0, -1) : get().stack }),
		backTo(screen) {
			const at = get().stack.findLastIndex((route) => route.screen === screen);
			set({ stack: at < 0 ? [{ screen }] : get().stack.slice(0, at + 1) });
		},
	}));
}

/** The step before or after one; the ends are final. */
export function neighbour(step: Step, by: 1 | -1): Step {
	const at = STEPS.indexOf(step) + by;
	return STEPS[Math.max(0, Math.min(at, STEPS.length - 1))] as Step;
}

export const RouterContext = createContext<RouterStore>(createRouter());

/** Moves between screens. */
export const useRouter = (): RouterState => useContext(RouterContext).getState();
