import { lchownSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";
import { type PublishRule, parseTarget, withoutLogin } from "../core/publish/publish-rule.js";
import { given } from "../core/values/given.js";
import { type Owner, ruleKey } from "./sender.js";

const knownRule = z.object({
	to: z.string(),
	name: z.string(),
	region: z.string().optional(),
	keep: z.number().int().positive().optional(),
	maxAgeSeconds: z.number().positive().optional(),
});

/** What was published where from this account, and how many were to be kept, the last time. */
export type KnownRule = z.infer<typeof knownRule>;

/** A target as it is remembered and compared: without a login, a folder from the root on. Throws UserError for none. */
export function settledTarget(to: string, directory: string): string {
	const words = parseTarget(to);
	switch (words.kind) {
		case "glance":
			return words.name === undefined ? "glance" : `glance:${words.name}`;
		case "folder":
			return `folder:${resolve(directory, words.path)}`;
		case "http":
			return withoutLogin(words.url);
	}
}

/** Remembers a rule, so that what it has published is found again. What cannot be written is not remembered. */
export function rememberRule(
	stateFolder: string,
	{ to, name, region, keep, maxAgeSeconds }: Pick<PublishRule, keyof KnownRule>,
	owner?: Owner,
): void {
	const folder = join(stateFolder, "publish");
	const file = join(folder, `${ruleKey(to, name)}.json`);
	const rule = {
		...{ to, name },
		...given("region", region),
		...given("keep", keep),
		...given("maxAgeSeconds", maxAgeSeconds),
	};
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(rule)}\n`, { mode: 0o600 });
		if (owner) lchownSync(`${file}.${process.pid}`, owner.uid, owner.gid);
		renameSync(`${file}.${process.pid}`, file);
	} catch {
		// A convenience: publishing does not fail for it.
	}
}

/** All rules that this account has published by. */
export function knownRules(stateFolder: string): KnownRule[] {
	const folder = join(stateFolder, "publish");
	return list(folder).flatMap((file) => {
		try {
			return [knownRule.parse(JSON.parse(readFileSync(join(folder, file), "utf8")))];
		} catch {
			return [];
		}
	});
}

function list(folder: string): string[] {
	try {
		return readdirSync(folder)
			.filter((file) => file.endsWith(".json"))
			.sort();
	} catch {
		return [];
	}
}
