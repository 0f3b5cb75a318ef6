import { Box, Text, useApp, useInput, usePaste } from "ink";
import { useCallback, useContext, useState } from "react";
import { useStore } from "zustand";
import { pressedKeys } from "../keys/key-name.js";
import { createKeyQueue } from "../keys/key-queue.js";
import type { KeysStore } from "../keys/keys.js";
import { KeysContext, useKeyName, useKeys, useKeysStore } from "../keys/use-keys.js";
import { Confirm } from "../kit/components/confirm.js";
import { HelpOverlay } from "../kit/components/help-overlay.js";
import { ScreenFrame, type Size, TerminalSizeContext, useScreenSize } from "../kit/components/screen-frame.js";
import { useSuspend } from "../kit/hooks/use-suspend.js";
import { type Theme, ThemeContext } from "../kit/look/theme.js";
import { Palette } from "../palette/palette-dialog.js";
import { type Services, ServicesContext } from "../services/services.js";
import { DraftContext, type DraftStore } from "../wizard/draft.js";
import { DraftSaveDialog } from "../wizard/draft-save-dialog.js";
import { SaveDialogContext, type SaveSubject } from "../wizard/use-save-dialog.js";
import { RouterContext, type RouterStore } from "./router.js";
import { CurrentScreen } from "./screens.js";
import { stopUntilContinued } from "./stop-until-continued.js";
import { useMissingFiles } from "./use-missing-files.js";
import { useRepaint } from "./use-repaint.js";

/** Below this nothing can be shown that helps anybody. */
export const SMALLEST = { columns: 60, rows: 16 };

export interface AppProps {
	readonly services: Services;
	readonly router: RouterStore;
	readonly draft: DraftStore;
	readonly keys: KeysStore;
	readonly theme: Theme;
	/** Takes the next theme and remembers it; returns it with its name as a user chooses it. */
	readonly onNextTheme?: () => { readonly theme: Theme; readonly choice: string };
	/** Of the terminal. */
	readonly size: Size;
}

/** The whole program on the screen. */
export function App({ services, router, draft, keys, theme: first, onNextTheme, size }: AppProps) {
	const [theme, setTheme] = useState(first);
	const nextTheme = () => {
		const next = onNextTheme?.();
		if (!next) return;
		setTheme(next.theme);
		keys.getState().say(`theme: ${next.choice}`);
	};
	const [queue] = useState(() => createKeyQueue(keys));
	useInput((input, key) => queue.press(pressedKeys(input, key)));
	usePaste(queue.paste);
	return (
		<ServicesContext.Provider value={services}>
			<RouterContext.Provider value={router}>
				<DraftContext.Provider value={draft}>
					<KeysContext.Provider value={keys}>
						<ThemeContext.Provider value={theme}>
							<TerminalSizeContext.Provider value={size}>
								<Screens router={router} draft={draft} onNextTheme={nextTheme} />
							</TerminalSizeContext.Provider>
						</ThemeContext.Provider>
					</KeysContext.Provider>
				</DraftContext.Provider>
			</RouterContext.Provider>
		</ServicesContext.Provider>
	);
}

function Screens({ router, draft, onNextTheme }: Pick<AppProps, "router" | "draft"> & { onNextTheme: () => void }) {
	const { columns, rows } = useContext(TerminalSizeContext);
	const { exit } = useApp();
	const suspend = useSuspend();
	const stack = useStore(router, (state) => state.stack);
	const [overlay, setOverlay] = useState<"help" | "leave" | "palette" | "save">();
	const [subject, setSubject] = useState<SaveSubject>();
	const leave = () => (draft.getState().changed ? setOverlay("leave") : exit());
	const close = () => setOverlay(undefined);
	const keys = useKeysStore();
	const stepBack = (way: "undo" | "redo") => {
		const done = draft.getState()[way]();
		const { past, future } = draft.getState();
		const left = way === "undo" ? `${past.length} more` : `${future.length} more`;
		keys.getState().say(done ? `${way === "undo" ? "taken back" : "taken again"}, ${left}` : `nothing to ${way}`);
	};
	const save = useCallback((what?: SaveSubject) => {
		setSubject(what);
		setOverlay("save");
	}, []);
	useRepaint();
	useMissingFiles(draft);
	const tooSmall = columns < SMALLEST.columns || rows < SMALLEST.rows;
	useKeys({
		level: "app",
		title: "Everywhere",
		actions: {
			...(tooSmall
				? {}
				: {
						back: { run: () => router.getState().back(), quiet: stack.length < 2 },
						help: { run: () => setOverlay("help") },
						palette: { run: () => setOverlay("palette"), quiet: true },
						undo: { run: () => stepBack("undo"), quiet: true },
						redo: { run: () => stepBack("redo"), quiet: true },
						theme: { run: onNextTheme, quiet: true },
					}),
			quit: { run: leave },
			interrupt: { run: () => exit(), label: "leave", quiet: true },
			suspend: { run: () => void suspend(() => stopUntilContinued()), quiet: true },
		},
	});
	const room = { columns: Math.max(columns, SMALLEST.columns), rows: Math.max(rows, SMALLEST.rows) };
	return (
		<TerminalSizeContext.Provider value={room}>
			{tooSmall ? <TooSmall columns={columns} rows={rows} /> : null}
			{/* The screen stays mounted when something else is shown, so that nothing it holds is lost. */}
			<Box display={overlay || tooSmall ? "none" : "flex"}>
				<SaveDialogContext.Provider value={save}>
					<CurrentScreen route={stack.at(-1) ?? { screen: "home" }} />
				</SaveDialogContext.Provider>
			</Box>
			<Box display={tooSmall ? "none" : "flex"}>
				{overlay === "help" ? (
					<ScreenFrame crumbs={["keys"]}>
						<HelpOverlay onClose={close} />
					</ScreenFrame>
				) : null}
				{overlay === "palette" ? (
					<ScreenFrame crumbs={["go to"]}>
						<Palette onClose={close} />
					</ScreenFrame>
				) : null}
				{overlay === "save" ? (
					<ScreenFrame crumbs={["save"]}>
						<DraftSaveDialog {...(subject ? { subject } : {})} onClose={close} />
					</ScreenFrame>
				) : null}
				{overlay === "leave" ? (
					<ScreenFrame crumbs={["leave"]}>
						<AskToLeave onYes={() => exit()} onNo={close} />
					</ScreenFrame>
				) : null}
			</Box>
		</TerminalSizeContext.Provider>
	);
}

function AskToLeave({ onYes, onNo }: { readonly onYes: () => void; readonly onNo: () => void }) {
	const keyOf = useKeyName();
	return (
		<Confirm
			{...useScreenSize()}
			question="Leave without saving?"
			consequence={`What you have chosen for the new image is not saved as a profile. Press ${keyOf("back")}, then ${keyOf("save")} in the new image to save it.`}
			yes="leave"
			onYes={onYes}
			onNo={onNo}
		/>
	);
}

function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
	// Nobody sees what keys would do to the screen.
	useKeys({ level: "overlay", title: "Too small", modal: true, actions: {} });
	return (
		<Box width={columns} height={rows} alignItems="center" justifyContent="center" overflow="hidden">
			<Text>{`needs ${SMALLEST.columns}x${SMALLEST.rows}, have ${columns}x${rows}`}</Text>
		</Box>
	);
}
