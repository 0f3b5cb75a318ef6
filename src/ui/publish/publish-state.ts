import type { SerialisedError } from "../../core/errors.js";
import type { SendProgress } from "../../core/publish/target.js";
import { shortBytes, shortDuration } from "../../core/text/short-quantities.js";
import { type Fact, GAP } from "../kit/components/facts.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import type { Published, PublishOffer, PublishVisibility, PublishWish } from "../services/publish.js";

/** Where publishing stands; the image and the places are known from the beginning. */
export type PublishState =
	| { readonly kind: "choosing" }
	| { readonly kind: "looking"; readonly wish: PublishWish }
	| { readonly kind: "asking"; readonly wish: PublishWish; readonly steps: readonly string[] }
	/** `since` is on the clock of `Services.now`. */
	| {
			readonly kind: "sending";
			readonly wish: PublishWish;
			readonly since: number;
			readonly notes: readonly string[];
			readonly isEnding: boolean;
			readonly progress?: SendProgress;
	  }
	| {
			readonly kind: "done";
			readonly wish: PublishWish;
			readonly published: Published;
			readonly ms: number;
			readonly notes: readonly string[];
	  }
	| { readonly kind: "cancelled"; readonly wish: PublishWish }
	/** `before` the sending or in it. */
	| { readonly kind: "failed"; readonly wish: PublishWish; readonly error: SerialisedError };

/** Chosen in this order by one key. */
const VISIBILITIES: readonly PublishVisibility[] = ["private", "shared", "community", "public"];

export const nextVisibility = (now: PublishVisibility): PublishVisibility =>
	VISIBILITIES[(VISIBILITIES.indexOf(now) + 1) % VISIBILITIES.length] ?? "private";

/** Whether a place knows who may use an image. */
export const hasVisibility = (to: string): boolean => !/^(folder|https?|s3):/.test(to);

/** How the screen is named at the moment, beside its title. */
export function stateNote(state: PublishState): string {
	switch (state.kind) {
		case "choosing":
			return "";
		case "looking":
			return "looking there";
		case "asking":
			return "nothing has been sent";
		case "sending":
			return state.isEnding ? "ending" : "sending";
		case "done":
			return `${GLYPHS.ok} published`;
		case "cancelled":
			return `${GLYPHS.cancelled} cancelled`;
		case "failed":
			return `${GLYPHS.failed} not published`;
	}
}

/** What would be sent, and where. */
export function wishFacts({ image, to, name, visibility }: PublishWish): readonly Fact[] {
	return [
		{ label: "image", text: `${image.file}, ${shortBytes(image.bytes)}` },
		{ label: "to", text: to, tone: "strong" },
		{ label: "name", text: name, tone: "strong" },
		...(hasVisibility(to) ? [{ label: "visible", text: VISIBLE[visibility] }] : []),
	];
}

const VISIBLE: Readonly<Record<PublishVisibility, string>> = {
	private: "private: to your project",
	shared: "shared: to your project and those that you add",
	community: "community: to everybody who knows its id",
	public: "public: to everybody",
};

/** What would be done, before somebody says yes. The first sentence of a look tells the place in its own words. */
export function askingFacts(wish: PublishWish, steps: readonly string[]): readonly Fact[] {
	return [
		...wishFacts(wish),
		GAP,
		...steps.map(
			(text): Fact => ({
				text,
				glyph: GLYPHS.arrow,
				...(/^would (remove|hide|rename)/.test(text) ? { tone: "warn" } : {}),
			}),
		),
	];
}

/** The outcome, and how the image is found there. */
export function doneFacts({
	wish,
	published,
	ms,
	notes,
}: Extract<PublishState, { readonly kind: "done" }>): readonly Fact[] {
	const { how, name, bytes, id, sha512 } = published;
	const what =
		how === "sent"
			? `${name} is published: ${shortBytes(bytes)} in ${shortDuration(ms)}, compared there`
			: `${name} was there already with the same digest`;
	return [
		{ text: what, tone: "ok" },
		GAP,
		{ label: "id", text: id, tone: "strong" },
		{ label: "to", text: wish.to },
		{ label: "sha512", text: `${sha512.slice(0, 32)}…` },
		...(hasVisibility(wish.to) ? [{ label: "see it", text: `openstack image show ${id}` }] : []),
		GAP,
		...notes.map((text): Fact => ({ text, tone: "dim" })),
	];
}

/** Why there is nothing to choose from. */
export function noPlaces({ places, problem }: PublishOffer): string | undefined {
	if (problem !== undefined) return problem;
	return places.length === 0 ? "No cloud is known here: there is no clouds.yaml, and no OS_* variable." : undefined;
}
