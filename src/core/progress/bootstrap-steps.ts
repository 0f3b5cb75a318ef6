import type { TaskProgress } from "../run/build-state.js";

/**
 * The steps of mmdebstrap(1), which it names as it begins them, and how much of a bootstrap is done then: apt and dpkg tell
 * it nothing in between that it would print. Shares as they were in Debian on slow and on fast machines.
 */
const STEPS: readonly { readonly line: RegExp; readonly label: string; readonly share: number }[] = [
	{ line: /^I: running apt-get update/, label: "updating package lists, step", share: 0.05 },
	{ line: /^I: downloading packages with apt/, label: "downloading packages, step", share: 0.2 },
	{ line: /^I: extracting archives/, label: "extracting archives, step", share: 0.27 },
	{ line: /^I: installing essential packages/, label: "installing essential packages, step", share: 0.43 },
	{ line: /^I: installing remaining packages/, label: "installing remaining packages, step", share: 0.74 },
	{ line: /^I: success in [\d.]+ seconds/, label: "bootstrapped, step", share: 0.97 },
];

/** The step of mmdebstrap that a line begins; undefined when it begins none. */
export function readBootstrapStep(line: string): TaskProgress | undefined {
	const index = STEPS.findIndex((step) => step.line.test(line));
	const step = STEPS[index];
	return step && { label: step.label, current: index + 1, total: STEPS.length, unit: "items", share: step.share };
}
