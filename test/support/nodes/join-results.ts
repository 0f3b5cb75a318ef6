/** What we read of vitest's JSON results. */
export interface Results {
	readonly numPassedTests: number;
	readonly numFailedTests: number;
	readonly numPendingTests: number;
	readonly numTodoTests: number;
	readonly testResults: readonly {
		readonly name: string;
		readonly status: string;
		readonly assertionResults: unknown[];
	}[];
}

/** The results of several runs as those of one. A run without results counts as one file that could not be loaded. */
export function joinResults(
	runs: readonly { readonly version: string; readonly results: Results | undefined }[],
): Results {
	const sum = (count: (results: Results) => number) =>
		runs.reduce((total, { results }) => total + (results ? count(results) : 0), 0);
	return {
		numPassedTests: sum((results) => results.numPassedTests),
		numFailedTests: sum((results) => results.numFailedTests),
		numPendingTests: sum((results) => results.numPendingTests),
		numTodoTests: sum((results) => results.numTodoTests),
		testResults: runs.flatMap(({ version, results }) =>
			results ? results.testResults : [{ name: `Node ${version}`, status: "failed", assertionResults: [] }],
		),
	};
}
