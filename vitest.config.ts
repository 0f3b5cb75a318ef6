import { defineConfig } from "vitest/config";

/** More than processors: a fifth of their time tests of whole builds wait for a disk, a mirror or a clock. */
const WAITING = 3;

const PURE = ["test/core/**/*.test.ts", "test/ui/!(fuzz)/**/*.test.{ts,tsx}"];

export default defineConfig({
	test: {
		globalSetup: "test/support/install-tools.ts",
		reporters: process.env.CI ? ["default", "json"] : ["default"],
		projects: [
			{
				// What knows neither files nor processes needs no process of its own, and takes half the time in a shared one.
				extends: true,
				test: {
					name: "pure",
					include: PURE,
					testTimeout: 60_000,
					hookTimeout: 60_000,
					maxWorkers: 2,
					isolate: false,
				},
			},
			{
				extends: true,
				test: {
					name: "unit",
					include: ["test/**/*.test.{ts,tsx}"],
					exclude: ["test/e2e/**", "test/servers/**", ...PURE],
					testTimeout: 60_000,
					hookTimeout: 60_000,
					maxWorkers: 2,
					sequence: { groupOrder: 1 },
				},
			},
			{
				// What compares the host before and after. Each file's builds have a TMPDIR of their own: it looks at nothing else.
				extends: true,
				test: {
					name: "host",
					include: ["test/e2e/host/*.test.ts"],
					testTimeout: 900_000,
					hookTimeout: 900_000,
					maxWorkers: WAITING,
					sequence: { groupOrder: 2 },
				},
			},
			{
				// Whole operating systems take longest, so they begin; the runner goes by the names of projects.
				extends: true,
				test: {
					name: "distributions",
					include: ["test/e2e/distributions/*.test.ts"],
					testTimeout: 1_800_000,
					hookTimeout: 1_800_000,
					maxWorkers: WAITING,
					sequence: { groupOrder: 2 },
				},
			},
			{
				extends: true,
				test: {
					name: "e2e",
					include: ["test/e2e/**/*.test.ts"],
					exclude: ["test/e2e/host/**", "test/e2e/distributions/**"],
					testTimeout: 900_000,
					hookTimeout: 900_000,
					maxWorkers: WAITING,
					sequence: { groupOrder: 2 },
				},
			},
			{
				// All files have one cloud, in which they look at everything.
				extends: true,
				test: {
					name: "servers",
					include: ["test/servers/**/*.test.ts"],
					globalSetup: "test/support/servers/provide-cloud.ts",
					testTimeout: 300_000,
					hookTimeout: 60_000,
					fileParallelism: false,
					maxWorkers: 1,
					sequence: { groupOrder: 3 },
				},
			},
		],
	},
});
