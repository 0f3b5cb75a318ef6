import type { ImageFacts } from "../core/publish/properties.js";
import { type PublishRule, parseTarget } from "../core/publish/publish-rule.js";
import type { SendProgress } from "../core/publish/target.js";
import { imageFacts } from "./image-facts.js";
import { rememberRule, settledTarget } from "./known-rules.js";
import { openLocalImage } from "./local-file.js";
import { openTarget } from "./open-target.js";
import { type PublishOutcome, previewPublish, publishImage } from "./publish-image.js";
import { becomeSender, type Owner } from "./sender.js";
import type { TargetContext } from "./target-context.js";

export interface PublishFileOptions extends Omit<TargetContext, "sender"> {
	/** Absolute. */
	readonly path: string;
	readonly rule: PublishRule;
	/** What is known of it beside its manifest. */
	readonly facts?: ImageFacts;
	/** Where it is remembered who publishes. */
	readonly stateFolder: string;
	/** Whose folder that is, where root publishes for somebody. */
	readonly owner?: Owner;
	readonly progress: (progress: SendProgress) => void;
	readonly note: (text: string) => void;
	readonly dryRun?: boolean;
}

/** Publishes an image file by a rule, or says what would be done. Nothing half is left there, also when `signal` ends it. Throws UserError. */
export async function publishFile(options: PublishFileOptions): Promise<PublishOutcome | undefined> {
	const { path, rule, note } = options;
	const image = await openLocalImage(path, rule.format);
	const to = settledTarget(rule.to, options.directory);
	const sender = await becomeSender(options.stateFolder, to, rule.name, options.owner);
	try {
		const facts = imageFacts(image, options.facts);
		const target = await openTarget(rule, facts, { ...options, sender: sender.id });
		try {
			const visibility = parseTarget(rule.to).kind === "glance" ? `, ${rule.visibility}` : "";
			note(`to ${target.title}: ${rule.name}, ${image.header.format}${visibility}`);
			const work = { ...options, target, file: image.file, sender: sender.id, now: Date.now };
			if (!options.dryRun) {
				// Before: what a killed run has left is looked for too.
				rememberRule(options.stateFolder, { ...rule, to }, options.owner);
				return await publishImage(work);
			}
			for (const step of await previewPublish(work)) note(step);
			return undefined;
		} finally {
			await target.close();
		}
	} finally {
		sender.release();
	}
}
