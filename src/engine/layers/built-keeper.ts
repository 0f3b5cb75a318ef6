import { isPackageInput } from "../../core/apt/package-inputs.js";
import type { BuiltOutput, Surroundings } from "../../core/built/built-record.js";
import { PackageGroups } from "../../core/built/package-groups.js";
import type { Input } from "../../core/layers/input.js";
import { hostWordsInput, observedPlace } from "../../core/layers/task-inputs.js";
import { asCaller } from "../../host/as-caller.js";
import { editedSince } from "../../layers/built/file-states.js";
import { lookAtHostInputs } from "../../layers/built/host-inputs.js";
import { builtOutputs } from "../../layers/built/outputs.js";
import { lookAtGround } from "../../layers/observe/host-ground.js";
import { hostPathValue } from "../../layers/observe/host-names.js";
import { hostFileValue, hostFolderValue, type LookPlaces } from "../../layers/observe/look.js";
import { writeBuiltRecord } from "../../runs/built-file.js";
import type { Sight } from "./witness.js";

/** What a record of a build is made of, besides what its hooks were seen to read. */
export interface BuiltFacts {
	readonly surroundings: Surroundings;
	/** Where hooks' reads were looked at. */
	readonly places: LookPlaces;
	/** Of the build as it was ordered. */
	readonly environment: Readonly<Record<string, string>>;
	/** Where the caller stands. */
	readonly directory: string;
	/** Milliseconds that what hooks fetch is good for. */
	readonly maxAgeMs: number;
	/** Absolute path of the image without an ending: names the record. */
	readonly image: string;
	readonly runFolder: string;
	readonly owner: { readonly uid: number; readonly gid: number };
}

/** Files that the build has put in place, each with the SHA-256 that it knows itself. */
export type PutInPlace = ReadonlyMap<string, string | undefined>;

/** Collects what a whole build has read of the host, so that the next one can tell that nothing has changed. */
export class BuiltKeeper {
	readonly #host = new Map<string, string>();
	readonly #packages = new PackageGroups();
	/** Why it is not known in full, if so. */
	#unknown: string | undefined;
	#oldest = Number.POSITIVE_INFINITY;

	saw({ task, observed, unknown, made }: Sight): void {
		const [why] = unknown;
		if (why !== undefined) this.#unknown ??= `${task}: ${why}`;
		this.#oldest = Math.min(this.#oldest, made);
		const packages = observed.filter(({ name }) => isPackageInput(name));
		if (packages.length > 0) this.#packages.add(packages);
		for (const { name, value } of observed) {
			// What hooks read of the hooks tree comes from the elements, or from what was read of the host.
			if (!/^host[: ]/.test(name)) continue;
			const before = this.#host.get(name);
			if (before !== undefined && before !== value && !isOfTexts(name))
				this.#unknown ??= `${name} was changed while the build ran`;
			this.#host.set(name, value);
		}
	}

	/** Leaves the record of a build that has ended well. What cannot be written is left out: the next build runs then. */
	async keep(facts: BuiltFacts, outputs: PutInPlace): Promise<void> {
		const { surroundings, maxAgeMs, image, runFolder, owner } = facts;
		const { key: _, ...kept } = surroundings;
		const now = Date.now();
		const times = { made: now, until: Math.min(now, this.#oldest) + maxAgeMs };
		try {
			const seen = await this.#seen(facts, outputs);
			const { host, built } = "unknown" in seen ? { host: [], built: [] } : seen;
			const unknown = "unknown" in seen ? { unknown: seen.unknown } : {};
			const packages = this.#packages.all();
			writeBuiltRecord(runFolder, image, owner, { ...kept, ...times, host, packages, outputs: built, ...unknown });
		} catch {
			// It only saves time.
		}
	}

	async #seen(
		{ surroundings, places, owner, environment, directory }: BuiltFacts,
		outputs: PutInPlace,
	): Promise<{ host: Input[]; built: BuiltOutput[] } | { unknown: string }> {
		if (this.#unknown !== undefined) return { unknown: this.#unknown };
		try {
			const sums = [...outputs].flatMap(([path, sum]) => (sum === undefined ? [] : [[path, sum]]));
			const view = { ...surroundings, environment, files: Object.keys(surroundings.files) };
			// Where the caller stands they count as they were before the build.
			const own = hostWordsInput(directory, "").name;
			const names = [...this.#host.keys()].filter((name) => name !== own);
			// Nothing else is under way yet.
			const host = asCaller(owner, () => byName(lookAtHostInputs(names, view)));
			const built = await builtOutputs([...outputs.keys()], Object.fromEntries(sums));
			const [edited] = editedSince(surroundings.files);
			const ground = lookAtGround([...this.#host.keys()], places.contents);
			const isSame = (name: string, value: string) => isOfTexts(name) || valueNow(name, places, ground) === value;
			const changed = edited ?? [...this.#host].find(([name, value]) => !isSame(name, value))?.[0];
			if (changed !== undefined) return { unknown: `${changed} was changed while it ran` };
			return { built, host };
		} catch (error) {
			return { unknown: error instanceof Error ? error.message : String(error) };
		}
	}
}

const byName = (inputs: readonly Input[]): Input[] =>
	[...inputs].sort((one, other) => (one.name < other.name ? -1 : 1));

/** Names that texts of hooks mean: each hook has its own. */
const isOfTexts = (name: string) => observedPlace(name)?.kind === "host-words";

/** As the hooks' watch took it; an input of a kind that is not known here is never the same. */
function valueNow(name: string, places: LookPlaces, ground: ReadonlyMap<string, string>): string | undefined {
	const place = observedPlace(name);
	if (place?.kind === "host-file") return hostFileValue(place.path, places);
	if (place?.kind === "host-folder") return hostFolderValue(place.path);
	return place?.kind === "host-path" ? hostPathValue(place.path) : ground.get(name);
}
