import type { Plan } from "../../src/core/planning/plan.js";
import type { RunReport } from "../../src/core/run/run-report.js";
import type { RunSummary } from "../../src/core/run/run-summary.js";

/** The summary of a successful run; a test changes what it is about. */
export function runSummary(change: Partial<RunSummary> = {}): RunSummary {
	return {
		version: 1,
		image: "web",
		profile: "web-server",
		outcome: "ok",
		ms: 191_000,
		helped: false,
		stages: { root: 60_000, install: 120_000, output: 11_000 },
		tasks: {},
		artifacts: [
			{ path: "/images/web.qcow2", format: "qcow2", bytes: 318 << 20, checksums: { sha256: "f".repeat(64) } },
		],
		lines: 1284,
		...change,
	};
}

/** The report of a run with another one before it, which was faster and had other packages. */
export function runReport(change: Partial<RunReport> = {}): RunReport {
	const amd64 = (name: string, version: string) => ({ name, version, architecture: "amd64" });
	return {
		id: "260101-110000-aa",
		folder: "/state/runs/260101-110000-aa",
		summary: runSummary(),
		packages: [amd64("apt", "2.7"), amd64("curl", "8")],
		plan: {
			imageName: "web",
			architecture: "amd64",
			disk: { hasEfiPartition: false },
			resolution: { selected: [] },
			environment: [],
			settings: {},
		} as unknown as Plan,
		before: {
			id: "260101-100000-aa",
			summary: runSummary({ ms: 161_000, stages: { root: 60_000, install: 90_000, output: 11_000 } }),
			packages: [amd64("apt", "2.6"), amd64("nano", "7")],
		},
		...change,
	};
}
