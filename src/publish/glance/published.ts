import type { PublishedImage } from "../../core/publish/target.js";
import { given } from "../../core/values/given.js";
import type { GlanceImage } from "./image-api.js";

/** Properties of ours: which rule an image belongs to, what it is for the rule, who sent it. */
export const RULE = "diskwright_rule";
export const STAGE = "diskwright_stage";
export const SENDER = "diskwright_sender";
/** When it was shown, as an ISO date. */
export const SINCE = "diskwright_since";
export const RUN = "diskwright_run";

/** What Glance tells of an image, in our words. */
export function published(image: GlanceImage): PublishedImage {
	const stage = image[STAGE];
	const { os_hash_algo: algorithm, os_hash_value: value, checksum } = image;
	const digest =
		algorithm && value ? { algorithm, value } : checksum ? { algorithm: "md5", value: checksum } : undefined;
	const sender = image[SENDER];
	const since = Date.parse(String(image[SINCE]));
	const text = (name: string) => (typeof image[name] === "string" ? image[name] : undefined);
	return {
		...{ id: image.id, name: image.name ?? "" },
		stage: stage === "current" || stage === "older" ? stage : "unfinished",
		usable: image.status === "active",
		visible: image.os_hidden !== true,
		isProtected: image.protected,
		created: Date.parse(image.created_at),
		updated: Date.parse(image.updated_at),
		since: Number.isNaN(since) ? Date.parse(image.created_at) : since,
		...(typeof image.size === "number" ? { bytes: image.size } : {}),
		...(digest ? { digest } : {}),
		...(typeof sender === "string" ? { sender } : {}),
		...given("rule", text(RULE)),
		...given("run", text(RUN)),
	};
}
