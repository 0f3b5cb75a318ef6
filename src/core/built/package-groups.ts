import { indexPlace } from "../apt/index-place.js";
import type { Input } from "../layers/input.js";

/**
 * What hooks have read of package indexes, put together by the indexes that they have read: of the same indexes each package is
 * asked for once.
 */
export class PackageGroups {
	readonly #groups: { readonly indexes: string; readonly inputs: Map<string, string> }[] = [];

	add(inputs: readonly Input[]): void {
		const indexes = JSON.stringify(inputs.filter(({ name }) => indexPlace(name)));
		const isSame = (known: Map<string, string>) =>
			inputs.every(({ name, value }) => (known.get(name) ?? value) === value);
		const group = this.#groups.find((one) => one.indexes === indexes && isSame(one.inputs));
		if (!group) this.#groups.push({ indexes, inputs: new Map(inputs.map(({ name, value }) => [name, value])) });
		else for (const { name, value } of inputs) group.inputs.set(name, value);
	}

	/** Indexes first, in the order in which they were read. */
	all(): Input[][] {
		return this.#groups.map(({ inputs }) => [...inputs].map(([name, value]) => ({ name, value })));
	}
}
