import type { Element } from "../../../core/element/element.js";
import type { Reason } from "../../../core/resolve/resolution.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import type { AskedBy } from "./asked-elements.js";
import type { LiveResolution } from "./live-resolution.js";

/** How an element stands in the image that is being put together. */
export interface ElementState {
	/** `forced`: others pulled it in. `refused`: another element stands in for it. */
	readonly mark: "chosen" | "forced" | "refused" | "plain";
	/** Why, in a few words; empty when there is nothing to say. */
	readonly note: string;
	/** It is part of why the choices do not resolve. */
	readonly conflict: boolean;
}

export const MARK_GLYPHS: Readonly<Record<ElementState["mark"], string>> = {
	chosen: GLYPHS.checked,
	forced: GLYPHS.forced,
	refused: GLYPHS.refused,
	plain: GLYPHS.unchecked,
};

/** Looks up the state of elements; also while the choices do not resolve, as far as is known then. */
export function elementStates(
	live: LiveResolution,
	asks: ReadonlyMap<string, AskedBy>,
	elements: ReadonlyMap<string, Element>,
): (element: Pick<Element, "name" | "provides">) => ElementState {
	const known = live.ok ? resolved(live) : expanded(live);
	const conflicting = live.ok ? new Set<string>() : namesIn(live);
	const provider = new Map<string, string>();
	for (const name of known.selected.keys()) {
		for (const provided of elements.get(name)?.provides ?? []) provider.set(provided, name);
	}
	return ({ name, provides }) => {
		const conflict = conflicting.has(name);
		const by = asks.get(name);
		if (by) return { mark: "chosen", note: conflict ? "conflict" : ASKED[by], conflict };
		const refusedBy = known.refused.get(name);
		if (refusedBy !== undefined) return { mark: "refused", note: `provided by ${refusedBy}`, conflict };
		const reason = known.selected.get(name);
		if (reason !== undefined) return { mark: "forced", note: conflict ? "conflict" : reason, conflict };
		const rival = provides.map((one) => provider.get(one)).find((other) => other !== undefined);
		return { mark: "plain", note: rival === undefined ? "" : `not with ${rival}`, conflict };
	};
}

const ASKED: Readonly<Record<AskedBy, string>> = { elements: "", layout: "the disk layout", user: "for the user" };

interface Known {
	/** Elements of the image → why they are in it. */
	readonly selected: ReadonlyMap<string, string>;
	/** Names that are left out → the element that provides them. */
	readonly refused: ReadonlyMap<string, string>;
}

function resolved({ resolution }: Extract<LiveResolution, { ok: true }>): Known {
	return {
		selected: new Map(resolution.selected.map(({ name, reason }) => [name, reasonNote(reason)])),
		refused: new Map(resolution.excluded.map(({ name, providedBy }) => [name, providedBy])),
	};
}

function expanded({ expansion: { names, providers, parents } }: Extract<LiveResolution, { ok: false }>): Known {
	const left = [...names].filter((name) => !providers.has(name));
	return {
		selected: new Map(left.map((name) => [name, parents.has(name) ? `for ${parents.get(name)}` : ""])),
		refused: new Map([...names].filter((name) => providers.has(name)).map((name) => [name, providers.get(name) ?? ""])),
	};
}

function reasonNote(reason: Reason): string {
	if (reason.kind === "dependency") return `for ${reason.chain.at(-1)}`;
	if (reason.kind === "requested") return "";
	return reason.rule === "base" ? "in every image" : reason.rule === "ramdisk" ? "for the ramdisk" : "for vm";
}

function namesIn({ failure }: Extract<LiveResolution, { ok: false }>): Set<string> {
	switch (failure.kind) {
		case "already-provided":
			return new Set([failure.by, failure.again]);
		case "requested-is-provided":
			return new Set(failure.names);
		case "not-found":
			return new Set([failure.name]);
		case "no-operating-system":
			return new Set();
	}
}
