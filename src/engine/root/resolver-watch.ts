import { resolverFault } from "./resolv-conf.js";

const NO_NAMES =
	/Temporary failure (?:in name resolution|resolving)|Could not resolve|Name or service not known|Name does not resolve|bad address|unable to resolve/i;

/** Remembers which hook has left the image without a way to look up names: the hook that fails is a later one. */
export class ResolverWatch {
	#known: string | undefined;

	/** Looks after a hook inside the image; returns what is wrong when it was all right before. */
	async after(hook: string, tree: string): Promise<string | undefined> {
		const fault = await resolverFault(tree);
		const before = this.#known;
		this.#known = fault === undefined ? undefined : (before ?? `since ${hook}, ${fault}`);
		return before === undefined ? this.#known : undefined;
	}

	/** The explanation for a task that could look up no name; the known causes know it by its words. */
	explain(said: readonly string[]): string[] {
		return this.#known !== undefined && said.some((line) => NO_NAMES.test(line)) ? [this.#known] : [];
	}
}
