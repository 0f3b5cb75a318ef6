import fc from "fast-check";
import type { Size } from "./emulator.js";
import type { InkScreen } from "./ink-screen.js";
import type { Key } from "./keys.js";

/** What a user may do next. */
export type Action =
	| { readonly press: Key }
	| { readonly type: string }
	| { readonly paste: string }
	| { readonly resize: Size }
	/** The world moves on: the test's own `advance` is called. */
	| { readonly advance: number };

export interface FuzzOptions {
	/** Opens the app at a size; every sequence has its own. */
	readonly open: (size: Size) => Promise<FuzzedApp>;
	readonly keys: readonly Key[];
	/** Typed, one key a character. */
	readonly texts?: readonly string[];
	/** Pasted, besides the typed ones and one of two lines. */
	readonly pastes?: readonly string[];
	readonly sizes?: readonly Size[];
	readonly sequences?: number;
	/** Actions of the longest sequence. */
	readonly longest?: number;
	readonly seed?: number;
}

export interface FuzzedApp {
	readonly screen: InkScreen;
	/** Lets more of a build happen. */
	readonly advance?: (steps: number) => Promise<void>;
}

export const SIZES: readonly Size[] = [
	{ cols: 80, rows: 24 },
	{ cols: 120, rows: 40 },
	{ cols: 200, rows: 50 },
];

/**
 * Plays random sequences of keys, texts and resizes and looks at the screen after each: it is the frame that Ink laid out,
 * the app lives, no frame was taller than the terminal, nothing was cleared but on a resize. A sequence that fails is
 * shortened and thrown with the seed that finds it again.
 */
export async function fuzzScreen(options: FuzzOptions): Promise<void> {
	const { open, sizes = SIZES, sequences = 500, seed } = options;
	const property = fc.asyncProperty(fc.constantFrom(...sizes), actionSequences(options), async (size, actions) => {
		const app = await open(size);
		try {
			for (const [index, action] of actions.entries()) {
				if (app.screen.ended()) break;
				await act(app, action).catch((cause) => {
					throw new Error(`action ${index + 1}, ${JSON.stringify(action)}: ${cause}`, { cause });
				});
			}
		} finally {
			await app.screen.unmount();
		}
	});
	await fc.assert(property, { numRuns: sequences, ...(seed === undefined ? {} : { seed }) });
}

/** Random sequences: mostly keys, now and then a text, a resize to a common or an odd size, a moment that passes. */
export function actionSequences(options: Omit<FuzzOptions, "open">): fc.Arbitrary<Action[]> {
	const { keys, texts = ["a", "vm", "包", "e\u0301"], pastes = [], sizes = SIZES, longest = 12 } = options;
	const odd = fc.record({ cols: fc.integer({ min: 40, max: 220 }), rows: fc.integer({ min: 10, max: 60 }) });
	const action = fc.oneof(
		{ weight: 10, arbitrary: fc.record({ press: fc.constantFrom(...keys) }) },
		{ weight: 2, arbitrary: fc.record({ type: fc.constantFrom(...texts) }) },
		{ weight: 1, arbitrary: fc.record({ paste: fc.constantFrom(...texts, ...pastes, "two\nlines") }) },
		{ weight: 2, arbitrary: fc.record({ resize: fc.oneof(fc.constantFrom(...sizes), odd) }) },
		{ weight: 3, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: 20 }) }) },
	);
	return fc.array(action, { minLength: 1, maxLength: longest });
}

/** Does one thing and looks at what came of it; throws when the screen is wrong. */
export async function act({ screen, advance }: FuzzedApp, action: Action): Promise<void> {
	const before = screen.flicker();
	if ("press" in action) await screen.press(action.press);
	else if ("type" in action) await screen.type(action.type);
	else if ("paste" in action) await screen.paste(action.paste);
	else if ("resize" in action) await screen.resize(action.resize.cols, action.resize.rows);
	else await advance?.(action.advance);
	await screen.settle();
	const ended = screen.ended();
	if (ended?.error) throw ended.error;
	if (ended) return;
	const after = screen.flicker();
	if (after.scrolledLines > before.scrolledLines) throw new Error("a frame was taller than the terminal");
	if (after.scrollbackClears > before.scrollbackClears) throw new Error("the scrollback was cleared");
	if (after.clears > before.clears && !("resize" in action)) throw new Error("the screen was cleared");
	await screen.expectFrame();
}
