import type { ReactNode } from "react";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import type { Profile } from "../../core/profile/profile.js";
import type { Fact } from "../kit/components/facts.js";
import type { Size } from "../kit/components/screen-frame.js";
import type { DraftState } from "./draft.js";

/** A step of the wizard: everything that is known of it outside of its folder. A new one is its folder, and a line in STEPS. */
export interface Step {
	/** One of a kind; places are named by it. */
	readonly id: string;
	/** Name in menus and crumbs. */
	readonly title: string;
	/** What is chosen here, in a sentence. */
	readonly meaning?: string;
	/** What is chosen, in a few words. */
	readonly value: (chosen: Chosen) => string;
	/** What is chosen, for the pane beside the menu, below the meaning. */
	readonly facts: (chosen: Chosen) => readonly Fact[];
	/** Variables of elements that are chosen here and not in the form of variables. */
	readonly variables?: readonly string[];
	/** Codes of the plan's errors that are solved here; `disk-*` stands for all that begin so. */
	readonly errors?: readonly string[];
	/** Codes of warnings that are solved here, and whether a build can begin with them. */
	readonly warnings?: Readonly<Record<string, Obstacle["kind"]>>;
	/** Who can log in is said here. */
	readonly login?: true;
	/** It tells of all steps: whatever is wrong with the draft is shown at it. */
	readonly sumsUp?: true;
	/** From this width on the values of all steps are shown beside its screen, where it needs more than others. */
	readonly railFrom?: number;
	/** What is chosen by, in the room beside the rail. */
	readonly Screen: (props: StepProps) => ReactNode;
}

export interface StepProps {
	readonly room: Size;
	/** What it begins with, where somebody was led to one thing in it: a variable. */
	readonly item?: string;
	/** Leads to the next step. */
	readonly next: () => void;
	/** All of them: for what one step says of others. */
	readonly steps: readonly Step[];
}

/** The draft as steps tell of it. */
export interface Chosen extends Pick<DraftState, "build" | "plan"> {
	readonly profile: Profile;
	/** The newest plan that could be made. */
	readonly compiled: CompiledPlan | undefined;
	readonly obstacles: readonly Obstacle[];
}

/** Something between a draft and an image that serves. */
export interface Obstacle {
	/** `stops`: no build can begin. `warns`: it can, but the image is hardly what is wanted. */
	readonly kind: "stops" | "warns";
	readonly text: string;
	/** Where it is solved; absent for what the host lacks. */
	readonly step?: Step;
	/** A missing login is asked for where it is missed. */
	readonly asks?: "login";
}
