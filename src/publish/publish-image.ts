import { EXIT, UserError } from "../core/errors.js";
import { abandoned, isNewer, planRotation, type RotationRule } from "../core/publish/rotation.js";
import type { PublishedImage, PublishTarget, SendProgress, Sent, SentFile } from "../core/publish/target.js";
import { shortBytes } from "../core/text/short-quantities.js";

export interface PublishWork {
	readonly target: PublishTarget;
	readonly file: SentFile;
	readonly rule: RotationRule & { readonly name: string };
	/** This machine and user; whoever calls has made sure that nobody else publishes under it meanwhile. */
	readonly sender: string;
	readonly now: () => number;
	readonly progress: (progress: SendProgress) => void;
	/** Hears every step, in one sentence without its end. */
	readonly note: (text: string) => void;
}

export interface PublishOutcome {
	readonly id: string;
	readonly name: string;
	readonly bytes: number;
	readonly sha512: string;
	/** `sent` anew; `kept`, since it was there. */
	readonly how: "sent" | "kept";
	readonly retired: readonly string[];
	readonly removed: readonly string[];
	/** What could not be removed, because somebody uses it. */
	readonly inUse: readonly string[];
}

/**
 * Publishes a file: sends it unless it is there, compares what has arrived, shows it, and only then deals with the older images. Every
 * step is one that a later call finds done or does again, so that a call that was killed is finished by the next one; at no moment
 * is there no good image to be found. Throws UserError.
 */
export async function publishImage(work: PublishWork): Promise<PublishOutcome> {
	const { target, file, rule, note } = work;
	const known = await target.list();
	const there = await findSame(work, known);
	for (const image of abandoned(known, work.sender, work.now())) {
		if (image.id === there?.image.id) continue;
		await target.remove(image);
		note(`removed ${image.id}, which an interrupted run has left`);
	}
	const sent = there ?? (await sendVerified(work));
	if (isShown(sent.image, known, rule.name))
		note(`${rule.name} is there already with the same digest: ${sent.image.id}`);
	else {
		await target.show(sent, newest(known, work.now()));
		note(`${rule.name} is shown: ${sent.image.id}`);
	}
	return {
		...(await rotate(work, sent.image.id)),
		bytes: file.bytes,
		sha512: sent.sha512,
		how: there ? "kept" : "sent",
	};
}

/** Whether people who look for the name find this image, and no newer one. */
const isShown = (image: PublishedImage, known: readonly PublishedImage[], name: string) =>
	isFound(image) &&
	image.name === name &&
	!known.some((one) => isFound(one) && one.id !== image.id && isNewer(one, image));

const isFound = ({ stage, visible, usable }: PublishedImage) => stage === "current" && visible && usable;

/** A time after that of every image, also of those from a machine whose clock is fast. */
const newest = (known: readonly PublishedImage[], now: number) =>
	Math.max(now, ...known.filter(({ stage }) => stage !== "unfinished").map(({ since }) => since + 1));

/** An image of the rule that holds the same bytes. The file is read for it only when one of its size is there. */
async function findSame({ file, progress }: PublishWork, images: readonly PublishedImage[]): Promise<Sent | undefined> {
	const candidates = images.filter(({ usable, bytes }) => usable && bytes === file.bytes);
	if (candidates.length === 0) return undefined;
	const reading = file.read((sent) => progress({ sent, total: file.bytes, doing: "comparing" }));
	for await (const _ of reading.parts) {
		// Read for its digest alone.
	}
	const digests = reading.digests();
	const rank = { current: 0, unfinished: 1, older: 2 };
	for (const image of [...candidates].sort((a, b) => rank[a.stage] - rank[b.stage])) {
		if (image.digest && image.digest.value === (await ownDigest(file, digests, image.digest.algorithm)))
			return { image, ...digests };
	}
	return undefined;
}

const ownDigest = async (
	file: SentFile,
	digests: Pick<Sent, "sha512" | "sha256">,
	algorithm: string,
): Promise<string> =>
	algorithm === "sha512" || algorithm === "sha256" ? digests[algorithm] : await file.digest(algorithm);

/** What has arrived is what was read, or it is removed. */
async function sendVerified(work: PublishWork): Promise<Sent> {
	const { target, file, note } = work;
	const sent = await target.send(file, work.progress);
	const { image } = sent;
	const trouble = await difference(work, sent);
	if (trouble === undefined) {
		note(`verified: ${image.digest?.algorithm} ${image.digest?.value.slice(0, 16)}…, ${shortBytes(file.bytes)}`);
		return sent;
	}
	await target.remove(image);
	throw new UserError({
		code: "published-differs",
		message: `What ${target.title} holds is not what was sent: ${trouble}. It was removed there`,
		next: [
			"Publish it again; if it stays so, something between here and there changes what passes: a proxy, a bad cable, bad memory.",
		],
		exitCode: EXIT.failed,
	});
}

async function difference({ file }: PublishWork, { image, ...digests }: Sent): Promise<string | undefined> {
	const { bytes, digest } = image;
	if (bytes !== file.bytes) return `it has ${bytes ?? "no"} bytes in place of ${file.bytes}`;
	if (!digest) return "it tells no digest";
	const own = await ownDigest(file, digests, digest.algorithm);
	return digest.value === own
		? undefined
		: `its ${digest.algorithm} is ${digest.value.slice(0, 16)}… in place of ${own.slice(0, 16)}…`;
}

/** The image that has just been shown is looked at again: nothing is taken away while it is not there to be found. */
async function rotate(
	work: PublishWork,
	id: string,
): Promise<Pick<PublishOutcome, "id" | "name" | "retired" | "removed" | "inUse">> {
	const { target, rule, note } = work;
	const images = await target.list();
	const current = images.find((image) => image.id === id);
	const newer = current?.usable && images.find((image) => isFound(image) && isNewer(image, current));
	if (current && newer) {
		note(`another machine has shown a newer one meanwhile: ${newer.id}`);
		return { id, name: current.name, retired: [], removed: [], inUse: [] };
	}
	if (!current || !isFound(current)) {
		throw new UserError({
			code: "published-gone",
			message: `${target.title} no longer shows the new image ${id}: somebody has changed or deleted it meanwhile. The older ones stay as they are`,
			next: ["Publish it again."],
			exitCode: EXIT.failed,
		});
	}
	const done = { retired: [] as string[], removed: [] as string[], inUse: [] as string[] };
	for (const { image, action, why } of planRotation(images, current, rule, work.now())) {
		if (action === "remove") {
			const outcome = await target.remove(image);
			(outcome === "removed" ? done.removed : done.inUse).push(image.id);
			note(outcome === "removed" ? `removed ${image.id}: ${why}` : `${image.id} stays, although ${why}: it is in use`);
		} else {
			await target.retire(image, action);
			done.retired.push(image.id);
			note(`${action === "hide" ? "hid" : "renamed"} ${image.id}: ${why}`);
		}
	}
	return { id, name: current.name, ...done };
}

/** What `publishImage` would do, as sentences; changes nothing. */
export async function previewPublish(work: PublishWork): Promise<readonly string[]> {
	const { target, rule, sender, now } = work;
	const known = await target.list();
	const there = await findSame(work, known);
	const left = abandoned(known, sender, now()).filter(({ id }) => id !== there?.image.id);
	const coming: PublishedImage = {
		...{ id: "", name: rule.name, stage: "current", usable: true, visible: true, isProtected: false },
		...{ created: now(), updated: now() },
		...there?.image,
		since: newest(known, now()),
	};
	const words = { hide: "would hide", rename: "would rename", remove: "would remove" };
	return [
		...left.map(({ id }) => `would remove ${id}, which an interrupted run has left`),
		there
			? `would send nothing: ${there.image.id} has the same digest`
			: `would send ${shortBytes(work.file.bytes)} as ${rule.name}`,
		...planRotation(known, coming, rule, now()).map(
			({ image, action, why }) => `${words[action]} ${image.id} (${image.name}): ${why}`,
		),
	];
}
