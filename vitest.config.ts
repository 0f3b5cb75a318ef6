import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		// Terminals and machines keep their own time: what fails once on a busy host is tried once more.
		retry: process.env.CI ? 1 : 0,
		globalSetup: "test/support/install-tools.ts",
		reporters: process.env.CI ? ["default", "json"] : ["default"],
		projects: [
			{
				extends: true,
				test: {
					name: "unit",
					include: ["test/**/*.test.{ts,tsx}"],
					exclude: ["test/e2e/**"],
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			{
				extends: true,
				test: {
					name: "e2e",
					include: ["test/e2e/**/*.test.{ts,tsx}"],
					exclude: ["test/e2e/distributions/**"],
					testTimeout: 900_000,
					hookTimeout: 900_000,
					fileParallelism: false,
					sequence: { groupOrder: 1 },
				},
			},
			{
				// Whole operating systems: each build has one processor busy, so two files go side by side.
				extends: true,
				test: {
					name: "distributions",
					include: ["test/e2e/distributions/*.test.ts"],
					testTimeout: 1_800_000,
					hookTimeout: 1_800_000,
					maxWorkers: 2,
					sequence: { groupOrder: 2 },
				},
			},
		],
	},
});
