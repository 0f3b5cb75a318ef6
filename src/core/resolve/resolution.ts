/** Why an element is part of the image. */
export type Reason =
	| { readonly kind: "requested" }
	/** Added by a rule: `base` unless -n, the default block device of `vm`, the ramdisk element. */
	| { readonly kind: "implied"; readonly rule: "base" | "block-device" | "ramdisk" }
	/** Pulled in; `chain` goes from a requested or implied element to the direct dependant. */
	| { readonly kind: "dependency"; readonly chain: readonly string[] };

export interface SelectedElement {
	readonly name: string;
	readonly path: string;
	/** The collection of others that it is from, with its commit or version; absent when it is from none. */
	readonly source?: string;
	readonly reason: Reason;
	/** Selected elements that name it in element-deps, sorted. */
	readonly neededBy: readonly string[];
	readonly deps: readonly string[];
	readonly provides: readonly string[];
}

/** A name asked for by a dependency that another element's element-provides stands in for. */
export interface Exclusion {
	readonly name: string;
	readonly providedBy: string;
	/** True when the name exists only in element-provides. */
	readonly virtual: boolean;
	readonly neededBy: readonly string[];
}

/** Requested elements → selected elements, with the reason for each (contract §4.4). */
export interface Resolution {
	/** What was asked for, after the rules of contract §4.5 added to it. */
	readonly requested: readonly string[];
	/** Sorted by name: our deterministic IMAGE_ELEMENT order. */
	readonly selected: readonly SelectedElement[];
	readonly excluded: readonly Exclusion[];
	/** Set when DIB's result depends on hash order: the outcomes it could have. */
	readonly ambiguity?: {
		readonly message: string;
		readonly outcomes: readonly (
			| { readonly ok: true; readonly names: readonly string[] }
			| { readonly ok: false; readonly error: string }
		)[];
	};
}
