import { useEffect, useState } from "react";
import { type SerialisedError, serialiseError } from "../../../core/errors.js";

/** Something that is being fetched. */
export type Loaded<T> =
	| { readonly status: "loading" }
	| { readonly status: "ok"; readonly value: T }
	| { readonly status: "failed"; readonly error: SerialisedError };

/** Fetches once for every change of `key`; what comes too late is dropped. The last value stays while it is fetched again. */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
	const [state, setState] = useState<Loaded<T>>({ status: "loading" });
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key says when to fetch; the function is new with every render.
	useEffect(() => {
		let wanted = true;
		load().then(
			(value) => wanted && setState({ status: "ok", value }),
			(error) => wanted && setState({ status: "failed", error: serialiseError(error) }),
		);
		return () => {
			wanted = false;
		};
	}, [key]);
	return state;
}
