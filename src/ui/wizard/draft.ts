import { isDeepStrictEqual } from "node:util";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type SerialisedError, serialiseError } from "../../core/errors.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import type { DraftBuild } from "../../core/profile/draft-build.js";
import { PROFILE_VERSION, type Profile } from "../../core/profile/profile.js";
import { type LoginAnswer, withAnswer } from "../login/login-answer.js";
import type { PlanService } from "../services/plans.js";
import type { OpenedProfile } from "../services/profiles.js";

/** The plan of the draft as it is now. */
export type DraftPlan =
	| { readonly status: "compiling"; readonly before?: CompiledPlan }
	| { readonly status: "ok"; readonly compiled: CompiledPlan }
	| { readonly status: "failed"; readonly error: SerialisedError; readonly before?: CompiledPlan };

/** The image that is being put together: a profile in the making. */
export interface DraftState {
	readonly build: DraftBuild;
	/** Where it came from. */
	readonly origin?: Pick<OpenedProfile, "name" | "kind" | "file" | "fingerprint">;
	/** What it began as: what nobody has chosen since may follow other choices. */
	readonly opened: Profile;
	/** Something was changed since it was opened or saved. */
	readonly changed: boolean;
	readonly plan: DraftPlan;
	/** The user said that nobody has to log into the image. */
	readonly noLogin: boolean;
	/** Choices that can be taken back, oldest first. */
	readonly past: readonly DraftBuild[];
	/** Choices that were taken back, the one to take again last. */
	readonly future: readonly DraftBuild[];
	/** Takes the last choice back; false when there is none. */
	undo(): boolean;
	/** Takes again what was taken back; false when there is nothing. */
	redo(): boolean;
	/** Begins again with a profile. */
	open(profile: OpenedProfile): void;
	/** Changes the profile; the plan follows. A choice of what is already chosen is no change. */
	change(change: (profile: Profile) => Profile): void;
	/** Keeps the value of a secret for this build; undefined forgets it. */
	setSecret(name: string, value: string | undefined): void;
	/** Puts folders of elements in front of the elements path, as they are at every build. */
	setElementsPath(folders: readonly string[]): void;
	/** Takes the answer who is to log in; it is not asked for again. */
	answerLogin(answer: LoginAnswer): void;
	/** Compiles again, for changes outside the draft. */
	refresh(): void;
	/** Likewise, without a sign of it unless something comes out otherwise than before. */
	lookAgain(): Promise<void>;
	/** It was saved as this. */
	saved(profile: OpenedProfile): void;
}

export type DraftStore = StoreApi<DraftState>;

/** So many choices can be taken back. */
const MOST_UNDONE = 200;

/** The draft with its plan, which is compiled after every change; the newest change wins. */
export function createDraftStore(plans: Pick<PlanService, "compile">): DraftStore {
	let newest = 0;
	return createStore<DraftState>((set, get) => {
		const outcome = async (before: CompiledPlan | undefined): Promise<DraftPlan> => {
			try {
				return { status: "ok", compiled: await plans.compile(get().build) };
			} catch (error) {
				return { status: "failed", error: serialiseError(error), ...(before ? { before } : {}) };
			}
		};
		const compile = async () => {
			newest += 1;
			const mine = newest;
			const before = compiledPlan(get().plan);
			set({ plan: { status: "compiling", ...(before ? { before } : {}) } });
			const plan = await outcome(before);
			if (mine === newest) set({ plan });
		};
		const setBuild = (build: DraftBuild) => {
			set({ build, changed: true, past: [...get().past, get().build].slice(-MOST_UNDONE), future: [] });
			void compile();
		};
		return {
			build: { profile: { version: PROFILE_VERSION } },
			opened: { version: PROFILE_VERSION },
			changed: false,
			plan: { status: "compiling" },
			noLogin: false,
			past: [],
			future: [],
			undo() {
				const { past, future, build } = get();
				const before = past.at(-1);
				if (!before) return false;
				set({ build: before, changed: true, past: past.slice(0, -1), future: [...future, build] });
				void compile();
				return true;
			},
			redo() {
				const { past, future, build } = get();
				const next = future.at(-1);
				if (!next) return false;
				set({ build: next, changed: true, past: [...past, build], future: future.slice(0, -1) });
				void compile();
				return true;
			},
			open({ profile, file, ...origin }) {
				set({
					...{ build: { profile, file }, origin: { ...origin, file }, opened: profile },
					...{ changed: false, noLogin: false, past: [], future: [], plan: { status: "compiling" } },
				});
				void compile();
			},
			change(change) {
				const { build } = get();
				const profile = change(build.profile);
				if (!isDeepStrictEqual(profile, build.profile)) setBuild({ ...build, profile });
			},
			setSecret(name, value) {
				const { [name]: _, ...others } = get().build.secrets ?? {};
				setBuild({ ...get().build, secrets: value === undefined ? others : { ...others, [name]: value } });
			},
			setElementsPath(folders) {
				const { elementsPath: _, ...build } = get().build;
				setBuild(folders.length > 0 ? { ...build, elementsPath: folders } : build);
			},
			answerLogin(answer) {
				const { build } = get();
				set({ noLogin: answer.kind === "nobody" });
				if (answer.kind === "user") setBuild(withAnswer(build, answer));
			},
			refresh: () => void compile(),
			async lookAgain() {
				const asked = newest;
				const { plan: before } = get();
				const plan = await outcome(compiledPlan(before));
				if (asked === newest && !(plan.status === "failed" && isSameFailure(before, plan))) set({ plan });
			},
			saved({ profile, file, ...origin }) {
				set({ build: { ...get().build, profile, file }, origin: { ...origin, file }, changed: false });
			},
		};
	});
}

const isSameFailure = (one: DraftPlan, { error }: Extract<DraftPlan, { status: "failed" }>): boolean =>
	one.status === "failed" && isDeepStrictEqual(one.error, error);

/** The newest plan that could be compiled, also while the next one is in the making or has failed. */
export function compiledPlan(plan: DraftPlan): CompiledPlan | undefined {
	return plan.status === "ok" ? plan.compiled : plan.before;
}

export const DraftContext = createContext<DraftStore | undefined>(undefined);

/** A part of the draft; the selector must return stable references. */
export function useDraft<T>(selector: (state: DraftState) => T): T {
	return useStore(useDraftStore(), selector);
}

/** The draft's store, for changes. */
export function useDraftStore(): DraftStore {
	const store = useContext(DraftContext);
	if (!store) throw new Error("no draft was handed in");
	return store;
}
