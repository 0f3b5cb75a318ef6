// Prints the plain closing line of a test run and ends with its status: print-totals.js RESULTS STATUS
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [file, status] = process.argv.slice(2);
const results = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
const suites = results?.testResults ?? [];
// A file that could not be loaded has no tests of its own to count: it is one failure.
const unloaded = suites.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0).length;
const passed = results?.numPassedTests ?? 0;
const failed = (results?.numFailedTests ?? 0) + unloaded + (results ? 0 : 1);
const skipped = (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
// Where the golden data lies beside the checkout nothing has a reason to be skipped.
const shared = existsSync(join(import.meta.dirname, "../../../shared"));
process.exitCode = Number(status) || (failed > 0 ? 1 : 0) || (shared && skipped > 0 ? 1 : 0);
