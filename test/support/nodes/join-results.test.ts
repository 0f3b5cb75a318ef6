import { expect, test } from "vitest";
import { joinResults } from "./join-results.js";

const results = (passed: number, failed: number, skipped: number) => ({
	numPassedTests: passed,
	numFailedTests: failed,
	numPendingTests: skipped,
	numTodoTests: 0,
	testResults: [{ name: "a.test.ts", status: "passed", assertionResults: [{}] }],
});

test("the results of several versions of Node count together", () => {
	const joined = joinResults([
		{ version: "20.19.6", results: results(3, 1, 0) },
		{ version: "22.22.0", results: results(4, 0, 2) },
	]);
	expect(joined).toMatchObject({ numPassedTests: 7, numFailedTests: 1, numPendingTests: 2 });
	expect(joined.testResults).toHaveLength(2);
});

test("a version that could not run is a failure, as a file that could not be loaded", () => {
	const joined = joinResults([{ version: "24.21.0", results: undefined }]);
	expect(joined.testResults).toEqual([{ name: "Node 24.21.0", status: "failed", assertionResults: [] }]);
});
