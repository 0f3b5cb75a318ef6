import { createContext, useContext } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";

/** A place in the program. */
export type Route =
	| { readonly screen: "home" }
	/** The menu of a new image: every step with its value. */
	| { readonly screen: "image" }
	/** A step of the wizard by its id. `item`: it begins with this: a variable. */
	| { readonly screen: "step"; readonly step: string; readonly item?: string }
	/** `replay`: shown as it went on, so many times as fast; 0 all at once. */
	| { readonly screen: "build"; readonly run: string; readonly replay?: number }
	/** Several builds that were started together. */
	| { readonly screen: "batch"; readonly batch: string }
	| { readonly screen: "result"; readonly run: string }
	/** Without a run: the newest one that made an image. */
	| { readonly screen: "publish"; readonly run?: string }
	| { readonly screen: "runs" }
	| { readonly screen: "profiles" }
	| { readonly screen: "explorer"; readonly element?: string }
	| { readonly screen: "doctor" }
	/** A profile that is built whenever something of it is saved. */
	| { readonly screen: "watch" };

export interface RouterState {
	/** Where the user came from, oldest first; the last one is shown. Never empty. */
	readonly stack: readonly Route[];
	/** What places keep for when somebody comes back to them, by place and name (kit/hooks/use-kept.ts). */
	readonly kept: Map<string, unknown>;
	go(route: Route): void;
	/** Instead of the place that is shown. */
	replace(route: Route): void;
	/** One level back; from the first place nowhere. */
	back(): void;
}

export type RouterStore = StoreApi<RouterState>;

/** Where the user is. */
export function createRouter(start: readonly Route[] = [{ screen: "home" }]): RouterStore {
	return createStore<RouterState>((set, get) => ({
		stack: start,
		kept: new Map(),
		go: (route) => set({ stack: [...get().stack, route] }),
		replace: (route) => set({ stack: [...get().stack.slice(0, -1), route] }),
		back: () => set({ stack: get().stack.length > 1 ? get().stack.slice(0, -1) : get().stack }),
	}));
}

export const RouterContext = createContext<RouterStore>(createRouter());

/** Moves between screens. */
export const useRouter = (): RouterState => useContext(RouterContext).getState();
