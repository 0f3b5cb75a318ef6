import { stripVTControlCharacters } from "node:util";
import { useInput, usePaste } from "ink";
import { render } from "ink-testing-library";
import { type ReactNode, useState } from "react";
import { expect, onTestFinished } from "vitest";
import { pressedKeys } from "../../src/ui/keys/key-name.js";
import { createKeyQueue } from "../../src/ui/keys/key-queue.js";
import type { Keymap } from "../../src/ui/keys/keymap.js";
import { createKeysStore, type KeysStore } from "../../src/ui/keys/keys.js";
import { KeysContext } from "../../src/ui/keys/use-keys.js";
import { type Size, TerminalSizeContext } from "../../src/ui/kit/components/screen-frame.js";
import { PlaceContext } from "../../src/ui/kit/hooks/use-kept.js";
import { type Key, keyBytes } from "./terminal/keys.js";

export interface RenderedKit {
	readonly keys: KeysStore;
	/** The newest frame without its styles. */
	readonly text: () => string;
	readonly lines: () => string[];
	/** One key after the other, each once the frame of the one before is there. */
	readonly press: (...keys: readonly Key[]) => Promise<void>;
	/** Waits for something to be true of the frame. */
	readonly shows: (text: string | RegExp) => Promise<void>;
	readonly rerender: (node: ReactNode) => void;
}

/** A component of the kit in a terminal of its own, with keys as the program delivers them; closed with the test. */
export function renderKit(node: ReactNode, size: Size = { columns: 80, rows: 24 }, keymap?: Keymap): RenderedKit {
	const keys = createKeysStore(keymap);
	const place = { name: "a place", kept: new Map() };
	const around = (inside: ReactNode) => (
		<KeysContext.Provider value={keys}>
			<TerminalSizeContext.Provider value={size}>
				<PlaceContext.Provider value={place}>
					<Keyboard keys={keys} />
					{inside}
				</PlaceContext.Provider>
			</TerminalSizeContext.Provider>
		</KeysContext.Provider>
	);
	const shown = render(around(node));
	onTestFinished(() => shown.unmount());
	const text = () => stripVTControlCharacters(shown.lastFrame() ?? "");
	return {
		keys,
		text,
		lines: () => text().split("\n"),
		async press(...pressed) {
			for (const key of pressed) {
				await turns();
				shown.stdin.write(keyBytes(key));
				await turns();
			}
		},
		shows: (wanted) => expect.poll(text).toMatch(wanted),
		rerender: (next) => shown.rerender(around(next)),
	};
}

function Keyboard({ keys }: { readonly keys: KeysStore }) {
	const [queue] = useState(() => createKeyQueue(keys));
	useInput((input, key) => queue.press(pressedKeys(input, key)));
	usePaste(queue.paste);
	return null;
}

/** Time for React and the queue of keys. */
async function turns(): Promise<void> {
	for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
}
