import { randomBytes } from "node:crypto";
import { UserError } from "../../core/errors.js";
import { imageFileName } from "../../core/publish/file-names.js";
import { glanceProperties, type ImageFacts } from "../../core/publish/properties.js";
import type { PublishRule } from "../../core/publish/publish-rule.js";
import {
	type SentImage,
	type ServedImage,
	withLatest,
	without,
	withServed,
	withUnfinished,
} from "../../core/publish/published-index.js";
import type { PublishedImage, PublishTarget, SendProgress, Sent, SentFile } from "../../core/publish/target.js";
import { given } from "../../core/values/given.js";
import { explainErrors } from "../explain-errors.js";
import type { TargetContext } from "../target-context.js";
import { SharedIndex } from "./shared-index.js";
import type { Held, Shelf } from "./shelf.js";

const TRIES = 3;

/**
 * A place with an index as a target. The index is written before an image is sent (as unfinished, so that a later run knows what a
 * killed one has left), after it was compared, and when it is shown, and before one is taken away.
 */
export function openIndexed(
	shelf: Shelf,
	rule: PublishRule,
	facts: ImageFacts,
	context: Pick<TargetContext, "sender" | "signal">,
): PublishTarget {
	return explainErrors(new Indexed(shelf, rule, facts, context), (error) => shelf.explain(error));
}

class Indexed implements PublishTarget {
	readonly #index: SharedIndex;

	constructor(
		private readonly shelf: Shelf,
		private readonly rule: PublishRule,
		private readonly facts: ImageFacts,
		private readonly context: Pick<TargetContext, "sender" | "signal">,
	) {
		this.#index = new SharedIndex(shelf);
	}

	get title(): string {
		return this.shelf.title;
	}

	close(): Promise<void> {
		return this.shelf.close();
	}

	async list(): Promise<PublishedImage[]> {
		return this.#list(({ rule }) => rule === this.rule.name);
	}

	listAll(): Promise<PublishedImage[]> {
		return this.#list(() => true);
	}

	async #list(isMeant: (entry: SentImage) => boolean): Promise<PublishedImage[]> {
		const { images, unfinished, latest } = await this.#index.read();
		const found: PublishedImage[] = [];
		for (const entry of [...unfinished, ...images].filter(isMeant))
			found.push(await this.#published(entry, latest[entry.rule]));
		return found;
	}

	async look(id: string): Promise<PublishedImage | undefined> {
		return (await this.list()).find((image) => image.id === id);
	}

	async send(file: SentFile, progress: (progress: SendProgress) => void): Promise<Sent> {
		const begun = await this.#begun(file.bytes);
		const entry = begun ?? this.#fresh(file);
		if (!begun) await this.shelf.prepare?.(entry);
		try {
			if (!begun) await this.#index.change((index) => withUnfinished(index, entry));
			const held = await this.#put(entry, file, progress);
			const { sha512, sha256 } = held.digests;
			const arrived = held.digest.value === held.digests[held.digest.algorithm as "sha512" | "sha256"];
			// A run that is killed from here on has sent it: the next one finds it by its digest.
			const known = arrived && held.bytes === file.bytes ? { sha512, sha256 } : {};
			const { upload: _, ...rest } = { ...entry, ...known, updated: now() };
			await this.#index.change((index) => withUnfinished(index, rest));
			const image = { ...(await this.#published(rest)), bytes: held.bytes, digest: held.digest };
			return { image, sha512, sha256 };
		} catch (error) {
			await this.#forget(entry, true).catch(() => undefined);
			throw error;
		}
	}

	/** What a killed run has begun of a file of this size is gone on with, where the place keeps it. */
	async #begun(bytes: number): Promise<SentImage | undefined> {
		if (!this.shelf.goesOn) return undefined;
		return (await this.#index.read()).unfinished.find((entry) => this.#isBegun(entry, bytes));
	}

	#fresh({ format, bytes }: SentFile): SentImage {
		const id = randomBytes(4).toString("hex");
		return {
			...{ id, name: this.rule.name, rule: this.rule.name },
			...{ file: imageFileName(this.rule.name, id, Date.now(), format), format, size: bytes },
			...{ date: now(), updated: now(), ...given("run", this.facts.run) },
			properties: { ...glanceProperties(this.facts), ...this.rule.properties },
			...{ tags: [...this.rule.tags], sender: this.context.sender },
		};
	}

	#isBegun = ({ rule, sender, size, upload, sha256 }: SentImage, bytes: number): boolean =>
		rule === this.rule.name &&
		sender === this.context.sender &&
		size === bytes &&
		upload !== undefined &&
		sha256 === undefined;

	async #put(entry: SentImage, file: SentFile, progress: (progress: SendProgress) => void): Promise<Held> {
		let upload = entry.upload;
		const remember = async (more: Pick<SentImage, "upload">) => {
			upload = more.upload;
			await this.#index.change((index) => withUnfinished(index, { ...entry, ...more, updated: now() }));
		};
		for (let tries = 1; ; tries++) {
			try {
				return await this.shelf.put({ ...entry, ...given("upload", upload) }, file, { progress, remember });
			} catch (error) {
				this.context.signal.throwIfAborted();
				if (tries === TRIES || !this.shelf.mayPass(error)) throw error;
				progress({ sent: 0, total: file.bytes, doing: "beginning anew:" });
				await this.shelf.wait(tries);
			}
		}
	}

	async show({ image, sha512, sha256 }: Sent, since: number): Promise<PublishedImage> {
		const { name, protected: isProtected } = this.rule;
		const entry = await this.#entry(image.id);
		await this.shelf.nameIt?.(entry);
		const shown: ServedImage = {
			...{ protected: isProtected, ...entry, name, sha512, sha256 },
			...{ state: "current", hidden: false, since: new Date(since).toISOString(), updated: now() },
		};
		if (isProtected) shown.protected = true;
		await this.#index.change((index) => withLatest(index, shown));
		await this.shelf.latest?.set(shown);
		return this.#published(shown, shown.file);
	}

	async retire({ id, created }: PublishedImage, how: "rename" | "hide"): Promise<void> {
		const dated = `${this.rule.name} ${new Date(created).toISOString().slice(0, 19)}Z`;
		await this.#index.change((index) => {
			const entry = index.images.find((one) => one.id === id);
			if (!entry) return index;
			const older = { ...entry, state: "older" as const, updated: now() };
			return withServed(index, how === "hide" ? { ...older, hidden: true } : { ...older, name: dated });
		});
	}

	async remove({ id }: PublishedImage): Promise<"removed" | "in-use"> {
		const { images, unfinished } = await this.#index.read();
		const entry = [...unfinished, ...images].find((one) => one.id === id);
		if (entry) await this.#clear(entry);
		return "removed";
	}

	/** Nobody who reads the index finds it while it goes; killed meanwhile, it is an unfinished one, which the next run removes. */
	async #clear(entry: SentImage): Promise<void> {
		const going = sentImage({ ...entry, sender: this.context.sender, updated: now() });
		await this.#index.change((index) => withUnfinished(index, going));
		await this.#forget(entry);
	}

	/** Of an unfinished one the file goes first: on a disk that is full the index cannot be written before. */
	async #forget(entry: SentImage, always = false): Promise<void> {
		await this.shelf.remove(entry, always);
		await this.#index.change((index) => without(index, entry), always);
	}

	async #entry(id: string): Promise<SentImage> {
		const { images, unfinished } = await this.#index.read();
		const entry = [...unfinished, ...images].find((one) => one.id === id);
		if (entry) return entry;
		throw new UserError({
			code: "published-gone",
			message: `${this.shelf.indexPath} no longer tells of the new image ${id}: somebody has changed it meanwhile`,
			next: ["Publish it again."],
			exitCode: 1,
		});
	}

	async #published(entry: SentImage | ServedImage, latest?: string): Promise<PublishedImage> {
		const served = "state" in entry ? (entry as ServedImage) : undefined;
		const bytes = await this.shelf.bytesOf(entry);
		const isLatest = served !== undefined && entry.file === latest;
		const found = !isLatest || (await (this.shelf.latest?.isThat(entry) ?? true));
		const since = served?.since ?? entry.date;
		return {
			...{ id: entry.id, name: entry.name, rule: entry.rule, file: entry.file },
			stage: served?.state ?? "unfinished",
			usable: bytes === entry.size && entry.sha512 !== undefined,
			visible: served !== undefined && !served.hidden && found,
			isProtected: served?.protected ?? false,
			created: Date.parse(entry.date),
			updated: Date.parse(entry.updated),
			since: Date.parse(since),
			...given("bytes", bytes),
			...(entry.sha512 === undefined ? {} : { digest: { algorithm: "sha512", value: entry.sha512 } }),
			...given("sender", entry.sender),
			...given("run", entry.run),
		};
	}
}

/** What is left of an entry that is no longer served. */
function sentImage(entry: SentImage & Partial<ServedImage>): SentImage {
	const { state: _state, hidden: _hidden, protected: _protected, since: _since, ...rest } = entry;
	return rest as SentImage;
}

const now = () => new Date().toISOString();
