/** The last answer, asked again when it is older than `ms`; a no is final. */
export function atMostEach(ms: number, ask: () => Promise<boolean>): () => Promise<boolean> {
	let answer = true;
	let asked = Number.NEGATIVE_INFINITY;
	return async () => {
		if (answer && performance.now() - asked >= ms) {
			answer = await ask();
			asked = performance.now();
		}
		return answer;
	};
}
