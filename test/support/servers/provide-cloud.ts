import type { TestProject } from "vitest/node";
import { openCloud, type RealCloud } from "./open-cloud.js";

declare module "vitest" {
	interface ProvidedContext {
		cloud: Omit<RealCloud, "close">;
	}
}

/** What a project may store there. */
export const QUOTA = 64 << 20;

/** One cloud for all test files; it is gone when they have ended. */
export default async function provideCloud(project: TestProject): Promise<() => Promise<void>> {
	const { close, ...cloud } = await openCloud({ quota: QUOTA });
	project.provide("cloud", cloud);
	return close;
}
