import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type PublishRule, USUAL_RULE } from "../../../src/core/publish/publish-rule.js";
import type { PublishedIndex } from "../../../src/core/publish/published-index.js";
import { publishFile } from "../../../src/publish/publish-file.js";

export interface More {
	readonly rule?: Partial<PublishRule>;
	readonly env?: Record<string, string>;
	readonly signal?: AbortSignal;
	readonly state?: string;
	readonly dryRun?: boolean;
}

/** What tests of targets publish with: images of other bytes each time, in a folder that is removed after them. */
export function publishTests(to: () => string) {
	const folder = mkdtempSync("/var/tmp/publish-");
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	const notes: string[] = [];
	let number = 0;
	const publish = (path: string, { rule = {}, env = {}, ...more }: More = {}) =>
		publishFile({
			...{ path, env: { HOME: folder, ...env }, directory: folder, progress: () => {} },
			patience: { answer: 3000, stall: 400, backoff: 5, look: 10, import: 2000 },
			stateFolder: more.state ?? join(folder, "state"),
			...{ signal: more.signal ?? new AbortController().signal, secret: () => {} },
			...{ note: (text: string) => notes.push(text), dryRun: more.dryRun ?? false },
			rule: { ...USUAL_RULE, to: to(), name: "debian 13/web", ...rule },
		});
	return {
		...{ folder, notes, publish },
		image(text = `disk ${number}`, bytes = 300_000): string {
			number += 1;
			const path = join(folder, `image-${number}.img`);
			writeFileSync(path, Buffer.alloc(bytes, text));
			return path;
		},
		failure: (path: string, more?: More) =>
			publish(path, more).then(
				() => "went well",
				(error: Error & { next?: string[] }) => [error.message, ...(error.next ?? ["no next step"])].join("\n"),
			),
	};
}

/** What an index tells, short: `current file`, `older hidden file`. */
export const told = ({ images, unfinished }: PublishedIndex): string[] => [
	...images.map(({ state, hidden }) => `${state}${hidden ? " hidden" : ""}`),
	...unfinished.map(() => "unfinished"),
];
