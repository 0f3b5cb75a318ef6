import { expect, test } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import type { CompiledPlan } from "../../../src/core/planning/compile-plan.js";
import type { DraftBuild } from "../../../src/core/profile/draft-build.js";
import { compiledPlan, createDraftStore } from "../../../src/ui/wizard/draft.js";

/** A compiler whose answers come when the test says so. */
function slowPlans() {
	const asked: { draft: DraftBuild; answer: (plan: CompiledPlan) => void; refuse: (error: Error) => void }[] = [];
	const compile = (draft: DraftBuild) =>
		new Promise<CompiledPlan>((answer, refuse) => {
			asked.push({ draft, answer, refuse });
		});
	return { asked, compile };
}

const plan = (name: string) => ({ plan: { imageName: name } }) as CompiledPlan;
const settled = () => new Promise((resolve) => setImmediate(resolve));
const OPENED = {
	name: "mine",
	file: "/p/mine.yaml",
	kind: "saved" as const,
	profile: { version: 1 as const, release: "trixie" },
};

test("opening begins anew, changing marks it changed, saving takes that back", async () => {
	const store = createDraftStore(slowPlans());
	store.getState().open(OPENED);
	expect(store.getState()).toMatchObject({ changed: false, origin: { name: "mine" }, build: { file: "/p/mine.yaml" } });
	store.getState().change((profile) => ({ ...profile, release: "bookworm" }));
	expect(store.getState()).toMatchObject({ changed: true, build: { profile: { release: "bookworm" } } });
	store.getState().saved({ ...OPENED, name: "other" });
	expect(store.getState()).toMatchObject({ changed: false, origin: { name: "other" } });
});

test("of two changes the newest plan counts, whichever comes last", async () => {
	const plans = slowPlans();
	const store = createDraftStore(plans);
	store.getState().open(OPENED);
	store.getState().change((profile) => ({ ...profile, release: "bookworm" }));
	plans.asked[1]?.answer(plan("new"));
	await settled();
	plans.asked[0]?.answer(plan("old"));
	await settled();
	expect(compiledPlan(store.getState().plan)?.plan.imageName).toBe("new");
});

test("a plan that fails tells why and keeps the one before", async () => {
	const plans = slowPlans();
	const store = createDraftStore(plans);
	store.getState().open(OPENED);
	plans.asked[0]?.answer(plan("good"));
	await settled();
	store.getState().change((profile) => ({ ...profile, elements: ["nope"] }));
	expect(store.getState().plan).toMatchObject({ status: "compiling", before: plan("good") });
	plans.asked[1]?.refuse(new UserError({ code: "element-not-found", message: "no nope" }));
	await settled();
	expect(store.getState().plan).toMatchObject({ status: "failed", error: { code: "element-not-found" } });
	expect(compiledPlan(store.getState().plan)?.plan.imageName).toBe("good");
});

test("secrets reach the compiler, never the profile, and are forgotten", () => {
	const plans = slowPlans();
	const store = createDraftStore(plans);
	store.getState().open(OPENED);
	store.getState().setSecret("TOKEN", "hunter22");
	expect(plans.asked.at(-1)?.draft.secrets).toEqual({ TOKEN: "hunter22" });
	expect(store.getState().build.profile).toEqual(OPENED.profile);
	store.getState().setSecret("TOKEN", undefined);
	expect(plans.asked.at(-1)?.draft.secrets).toEqual({});
	store.getState().setSecret("TOKEN", "again");
	store.getState().open(OPENED);
	expect(store.getState().build.secrets).toBeUndefined();
});

test("looking again is unseen until something comes out otherwise", async () => {
	const plans = slowPlans();
	const store = createDraftStore(plans);
	const gone = () => new UserError({ code: "ssh-key-missing", message: "There is no file k.pub with a public key" });
	store.getState().open(OPENED);
	plans.asked[0]?.refuse(gone());
	await settled();
	const seen: string[] = [];
	store.subscribe(({ plan: now }) => seen.push(now.status));
	const first = store.getState().lookAgain();
	plans.asked[1]?.refuse(gone());
	await first;
	expect(seen).toEqual([]);
	const second = store.getState().lookAgain();
	plans.asked[2]?.answer(plan("mine"));
	await second;
	expect(seen).toEqual(["ok"]);
});

test("every choice can be taken back and taken again; a new choice ends what could be taken again", () => {
	const store = createDraftStore(slowPlans());
	const { change, setSecret, undo, redo } = store.getState();
	const now = () => store.getState().build;
	store.getState().open(OPENED);
	expect(undo()).toBe(false);
	change((profile) => ({ ...profile, release: "bookworm" }));
	change((profile) => ({ ...profile, packages: ["htop"] }));
	setSecret("DIB_TOKEN", "x");
	expect(undo()).toBe(true);
	expect(now().secrets).toBeUndefined();
	expect(undo()).toBe(true);
	expect(now().profile).toEqual({ version: 1, release: "bookworm" });
	expect(redo()).toBe(true);
	expect(now().profile.packages).toEqual(["htop"]);
	change((profile) => ({ ...profile, release: "sid" }));
	expect(redo()).toBe(false);
	for (const _ of [1, 2, 3]) expect(undo()).toBe(true);
	expect(now().profile).toEqual(OPENED.profile);
	store.getState().open(OPENED);
	expect(undo() || redo()).toBe(false);
});
