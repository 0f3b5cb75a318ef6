import { useRef } from "react";
import type { Element } from "../../../core/element/element.js";
import type { SerialisedError } from "../../../core/errors.js";
import { useLoaded } from "../../kit/hooks/use-loaded.js";
import { useServices } from "../../services/services.js";
import type { ReadVariables } from "./fields.js";

export interface UsedVariables {
	/** The newest that could be read. */
	readonly read: readonly ReadVariables[];
	readonly error: SerialisedError | undefined;
}

/** What elements read, declared or mined; what was read stays while they are looked at again. */
export function useVariables(elements: readonly Element[]): UsedVariables {
	const { catalogue } = useServices();
	const newest = useRef<readonly ReadVariables[]>([]);
	const state = useLoaded(elements.map(({ path }) => path).join(":"), () =>
		Promise.all(
			elements.map(async (element) => ({ element: element.name, variables: await catalogue.variables(element) })),
		),
	);
	if (state.status === "ok") newest.current = state.value;
	return { read: newest.current, error: state.status === "failed" ? state.error : undefined };
}
