import { architecturesOf, type InstalledPackage } from "../../core/apt/dpkg-status.js";
import type { IndexLine } from "../../core/apt/index-lines.js";
import { type IndexPlace, indexName, indexPlace, suiteAddress } from "../../core/apt/index-place.js";
import { isPackageInput, PackageAnswers, packageQuestions } from "../../core/apt/package-inputs.js";
import { indexFiles, type ReleaseIndexes } from "../../core/apt/release-indexes.js";
import type { AptSource } from "../../core/apt/sources.js";
import type { Input } from "../../core/layers/input.js";
import { IndexFolder, nameFor } from "./index-folder.js";
import { IndexStore } from "./index-store.js";
import { INDEX_PATIENCE, type IndexPatience } from "./patience.js";
import { type ReleaseAnswer, Releases, type Suite } from "./releases.js";

export interface PackageIndexesOptions {
	/** Where what is known of mirrors is kept. */
	readonly folder: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Asks no mirror: what is known is trusted. */
	readonly offline: boolean;
	/** Hears once of every mirror that could not be asked. */
	readonly tell: (message: string) => void;
	readonly patience?: IndexPatience;
	readonly signal?: AbortSignal;
}

/** What was read of indexes, looked at again. */
export interface IndexesNow {
	/** All inputs that have to do with packages, with the values of now. Those of indexes stay as long as what counts in them does. */
	readonly inputs: readonly Input[];
	/** The same with the indexes as they are. */
	readonly current: readonly Input[];
	/** The indexes are other ones, in which nothing differs that counts. */
	readonly refreshed: boolean;
}

/** The value of an index of which nothing was known when a task has read it; of others a checksum for each file. */
const UNKNOWN = "not known";
/** Before the checksums of one that nobody could read: it counts as a whole. */
const NOT_READ = "not read: ";
const IDENTITY = /^(?:none|[0-9a-f]{64}(?: [0-9a-f]{64})*)$/;

/** Knows of the package indexes of mirrors, as a build sees them: what it has seen once stays for it. */
export class PackageIndexes {
	readonly #folder: IndexFolder;
	readonly #releases: Releases;
	readonly #store: IndexStore;
	readonly #told = new Set<string>();
	readonly #began = Date.now();
	readonly #looked = new Map<string, Promise<IndexesNow>>();

	constructor(readonly options: PackageIndexesOptions) {
		const { patience = INDEX_PATIENCE, folder, ...others } = options;
		this.#folder = new IndexFolder(folder);
		const shared = { ...others, patience, folder: this.#folder };
		this.#releases = new Releases(shared);
		this.#store = new IndexStore(shared);
	}

	/** Asks for what is known of suites, side by side. */
	async ask(suites: readonly Suite[]): Promise<void> {
		await Promise.all(suites.map((suite) => this.#releases.ask(suite)));
	}

	/**
	 * What a task has read of these sources that leaves an image with these packages. Of which nothing is known, that is said: once more
	 * is known of it, what the task did does not count any more.
	 */
	async inputs(sources: readonly AptSource[], packages: readonly InstalledPackage[]): Promise<Input[]> {
		const architectures = architecturesOf(packages);
		if (architectures.length === 0 || sources.length === 0) return [];
		const asked = await Promise.all(
			sources.map(async (source) => {
				const place = { ...source, architectures };
				const wasAsked = this.#releases.has(source);
				const answer = await this.#releases.ask(source);
				if (answer.kind === "wrong") return { place, value: answer.why };
				// One that was written while the task ran may be another one than it has read; dates of files are full seconds.
				const since = answer.kind === "now" ? (answer.since ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
				if (answer.kind !== "now" || (!wasAsked && since + 1000 >= this.#began)) return { place, value: UNKNOWN };
				const { value } = placeInput(place, answer.indexes);
				const isRead = await this.#lines(place, answer.indexes).then(
					() => true,
					() => false,
				);
				return isRead ? { place, value, indexes: answer.indexes } : { place, value: `${NOT_READ}${value}` };
			}),
		);
		const known = asked.flatMap(({ place, indexes }) => (indexes ? [{ place, indexes }] : []));
		const questions = packageQuestions(packages, architectures[0] ?? "");
		const named = asked.map(({ place, value }) => ({ name: indexName(place), value }));
		return [...named, ...(await this.#answers(known, questions))];
	}

	/** What a task was seen to read of indexes, as it is now; undefined when it has read none. Never throws. */
	async look(observed: readonly Input[]): Promise<IndexesNow | undefined> {
		const inputs = observed.filter(({ name }) => isPackageInput(name));
		if (!inputs.some(({ name }) => indexPlace(name))) return undefined;
		const text = JSON.stringify(inputs);
		const known = this.#looked.get(text);
		if (known) return known;
		const looked = this.#look(inputs, text);
		this.#looked.set(text, looked);
		return looked;
	}

	async #look(inputs: readonly Input[], text: string): Promise<IndexesNow> {
		const asked = await Promise.all(
			inputs.flatMap((input) => {
				const place = indexPlace(input.name);
				return place ? [this.#placeNow(place, input)] : [];
			}),
		);
		const values = new Map(asked.map(({ now }) => [now.name, now.value]));
		const withIndexes = inputs.map(({ name, value }) => ({ name, value: values.get(name) ?? value }));
		if (withIndexes.every(({ value }, at) => value === inputs[at]?.value))
			return { inputs, current: inputs, refreshed: false };
		if (inputs.some(({ name, value }) => indexPlace(name) && !IDENTITY.test(value) && values.get(name) !== value)) {
			return { inputs: withIndexes, current: withIndexes, refreshed: false };
		}
		const same = `same-${nameFor(text + JSON.stringify([...values]))}`;
		if (this.#folder.read(same) !== undefined) return { inputs, current: withIndexes, refreshed: true };
		const compared = asked.filter(({ before }) => IDENTITY.test(before));
		const places = compared.flatMap(({ place, indexes }) => (indexes ? [{ place, indexes }] : []));
		// What a mirror does not have any more is no newer index.
		if (places.length < compared.length) return { inputs: withIndexes, current: withIndexes, refreshed: false };
		try {
			const questions = inputs.flatMap(({ name }) => (indexPlace(name) ? [] : [name]));
			const answers = new Map((await this.#answers(places, questions)).map(({ name, value }) => [name, value]));
			const now = inputs.map(({ name, value }) => ({ name, value: answers.get(name) ?? value }));
			const isSame = now.every(({ value }, at) => value === inputs[at]?.value);
			if (isSame) this.#folder.write(same, "");
			return { inputs: now, current: withIndexes, refreshed: isSame };
		} catch {
			// It has changed, and nobody can say how.
			return { inputs: withIndexes, current: withIndexes, refreshed: false };
		}
	}

	/** Throws an Error where one of its files cannot be had. */
	async #lines(place: IndexPlace, indexes: ReleaseIndexes): Promise<readonly IndexLine[]> {
		const files = indexFiles(place, indexes);
		const lines = await Promise.all(files.map((file) => this.#store.lines(suiteAddress(place), file)));
		return lines.flat();
	}

	async #placeNow(place: IndexPlace, { name, value }: Input): Promise<PlaceNow> {
		const answer = await this.#releases.ask(place);
		const is = (now: string, indexes?: ReleaseIndexes): PlaceNow => ({
			...{ place, before: value, now: { name, value: now } },
			...(indexes ? { indexes } : {}),
		});
		if (answer.kind === "wrong") return is(answer.why);
		if (answer.kind === "away") this.#tellAway(place, answer);
		// What was known last of a mirror that is away is as good as ever; without it the layer's own word counts.
		if (!answer.indexes || (answer.kind === "away" && !IDENTITY.test(value))) return is(value);
		const now = placeInput(place, answer.indexes).value;
		return is(value.startsWith(NOT_READ) ? `${NOT_READ}${now}` : now, answer.indexes);
	}

	#tellAway(place: IndexPlace, answer: ReleaseAnswer): void {
		const address = suiteAddress(place);
		if (this.options.offline || answer.kind !== "away" || this.#told.has(address)) return;
		this.#told.add(address);
		this.options.tell(`${address} cannot be asked whether its packages have changed: ${answer.why}`);
	}

	async #answers(
		places: readonly { readonly place: IndexPlace; readonly indexes: ReleaseIndexes }[],
		questions: readonly string[],
	): Promise<Input[]> {
		const answers = new PackageAnswers(questions, places[0]?.place.architectures[0] ?? "");
		const read = await Promise.all(places.map(({ place, indexes }) => this.#lines(place, indexes)));
		for (const [index, lines] of read.entries()) for (const line of lines) answers.add(index, line);
		return answers.inputs();
	}
}

/** A place that was read, as it is now. */
interface PlaceNow {
	readonly place: IndexPlace;
	readonly before: string;
	readonly now: Input;
	readonly indexes?: ReleaseIndexes;
}

function placeInput(place: IndexPlace, indexes: ReleaseIndexes): Input {
	const identities = indexFiles(place, indexes).map(({ identity }) => identity);
	return { name: indexName(place), value: identities.length === 0 ? "none" : identities.join(" ") };
}
