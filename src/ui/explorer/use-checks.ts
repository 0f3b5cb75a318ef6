import { useState } from "react";
import type { Catalogue, Element } from "../../core/element/element.js";
import { serialiseError } from "../../core/errors.js";
import type { Loaded } from "../kit/hooks/use-loaded.js";
import type { CheckResult } from "../services/catalogue.js";
import { useServices } from "../services/services.js";

export interface Checks {
	/** By the path of the element; only of those that were asked for. */
	readonly results: ReadonlyMap<string, Loaded<CheckResult>>;
	readonly check: (element: Element, catalogue: Catalogue) => void;
	/** The elements may have changed. */
	readonly forget: () => void;
}

/** Checks elements when they are asked for; results stay until they are forgotten. */
export function useChecks(): Checks {
	const services = useServices();
	const [results, setResults] = useState<ReadonlyMap<string, Loaded<CheckResult>>>(new Map());
	const set = (path: string, result: Loaded<CheckResult>) => setResults((now) => new Map(now).set(path, result));
	return {
		results,
		check(element, catalogue) {
			const { path } = element;
			set(path, { status: "loading" });
			services.catalogue.check(element, catalogue).then(
				(value) => set(path, { status: "ok", value }),
				(error) => set(path, { status: "failed", error: serialiseError(error) }),
			);
		},
		forget: () => setResults(new Map()),
	};
}
