// Prints the plain closing line of a test run and ends with its status: print-totals.js STATUS RESULTS…
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [status, ...files] = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const file of files) {
	if (!existsSync(file)) {
		// The run ended before it wrote its results.
		totals.failed += 1;
		continue;
	}
	const results = JSON.parse(readFileSync(file, "utf8"));
	// A file that could not be loaded has no tests of its own to count: it is one failure.
	const unloaded = results.testResults.filter(
		({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
	);
	totals.passed += results.numPassedTests;
	totals.failed += results.numFailedTests + unloaded.length;
	totals.skipped += results.numPendingTests + results.numTodoTests;
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
// Where the golden data lies beside the checkout nothing has a reason to be skipped.
const shared = existsSync(join(import.meta.dirname, "../../../shared"));
process.exitCode = Number(status) || (totals.failed > 0 ? 1 : 0) || (shared && totals.skipped > 0 ? 1 : 0);
