import type { BuildOrder } from "../../core/planning/plan.js";
import { knownSecrets } from "../../core/secrets/find-secrets.js";
import { createMasker, longestSecret, type Masker } from "../../core/secrets/masker.js";
import { isSecretName } from "../../core/secrets/secret-name.js";

/** What a build must not show. It grows: snippets of environment.d bring secrets of their own. */
export class KeptSecrets {
	readonly #order: Pick<BuildOrder, "environment" | "secrets" | "secretValues">;
	#values: readonly string[];
	#mask: Masker;

	constructor(order: Pick<BuildOrder, "environment" | "secrets" | "secretValues">) {
		this.#order = order;
		this.#values = order.secretValues;
		this.#mask = createMasker(this.#values);
	}

	get values(): readonly string[] {
		return this.#values;
	}

	/** The masker for all that is known now. */
	get mask(): Masker {
		return this.#mask;
	}

	/** Of how many characters one secret can be. */
	get longest(): number {
		return longestSecret(this.#values);
	}

	/** Looks for secrets in the variables that hooks will see. */
	learn(env: Readonly<Record<string, string>>): void {
		const { environment, secrets } = this.#order;
		const isNew = (name: string) => !(name in environment) && !name.startsWith("DISKWRIGHT_") && isSecretName(name);
		const found = knownSecrets(env, [], (name) => secrets.includes(name) || isNew(name));
		const all = new Set([...this.#values, ...found]);
		if (all.size === this.#values.length) return;
		this.#values = [...all];
		this.#mask = createMasker(this.#values);
	}
}
