import { Box, Text } from "ink";
import { createContext, type ReactNode, useContext } from "react";
import { GLYPHS } from "../look/glyphs.js";
import { useTheme } from "../look/theme.js";
import { cut, width } from "../text/text.js";
import { KeyHints } from "./key-hints.js";
import { fittingReadings, type Reading, Readings, readingsWidth } from "./readings.js";

/** Size for a screen, in cells. */
export interface Size {
	readonly columns: number;
	readonly rows: number;
}

const ScreenSizeContext = createContext<Size>({ columns: 80, rows: 22 });

/** The room of the running screen: the terminal without header and footer. */
export const useScreenSize = (): Size => useContext(ScreenSizeContext);

/** Size of the whole terminal. */
export const TerminalSizeContext = createContext<Size>({ columns: 80, rows: 24 });

/** Header and footer take one row each. */
const HEADER_AND_FOOTER = 2;

export interface ScreenFrameProps {
	/** Where the user is, outermost first. */
	readonly crumbs: readonly string[];
	/** Behind the crumbs, dim: what the screen is about. */
	readonly about?: string;
	/** At the right: a state. */
	readonly right?: string;
	/** At the right instead: values with their names, as many as fit. */
	readonly readings?: readonly Reading[];
	readonly children: ReactNode;
}

/** The frame of every screen: exactly as large as the terminal, so that nothing scrolls and nothing flickers. */
export function ScreenFrame({ crumbs, about = "", right = "", readings = [], children }: ScreenFrameProps) {
	const { columns, rows } = useContext(TerminalSizeContext);
	const body = { columns, rows: rows - HEADER_AND_FOOTER };
	return (
		<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
			<Header columns={columns} crumbs={crumbs} about={about} right={right} readings={readings} />
			<Box flexDirection="column" width={columns} height={body.rows} flexShrink={0} overflow="hidden">
				<ScreenSizeContext.Provider value={body}>{children}</ScreenSizeContext.Provider>
			</Box>
			<Box width={columns} height={1} flexShrink={0} paddingX={1}>
				<KeyHints columns={columns - 2} />
			</Box>
		</Box>
	);
}

type HeaderProps = Required<Omit<ScreenFrameProps, "children">> & { readonly columns: number };

function Header({ columns, crumbs, about, right, readings }: HeaderProps) {
	const theme = useTheme();
	const inner = columns - 2;
	const brand = `${GLYPHS.brand} diskwright`;
	const shown = fittingReadings(readings, Math.floor(inner / 2));
	const end = cut(right, Math.floor(inner / 2));
	const endWidth = shown.length > 0 ? readingsWidth(shown) : width(end);
	const path = cut(crumbs.join(` ${GLYPHS.crumb} `), inner - width(brand) - 2 - endWidth - 2);
	const left = inner - width(brand) - 2 - width(path) - endWidth - 2;
	const note = left > 8 && about ? `  ${cut(about, left - 2)}` : "";
	const gap = inner - width(brand) - 2 - width(path) - width(note) - endWidth;
	const split = path.lastIndexOf(` ${GLYPHS.crumb} `) + 1;
	return (
		<Box width={columns} height={1} flexShrink={0} paddingX={1}>
			<Text wrap="truncate">
				<Text bold color={theme.accent}>
					{brand}
				</Text>
				{"  "}
				<Text color={theme.dim}>{path.slice(0, split)}</Text>
				<Text color={theme.strong}>{path.slice(split)}</Text>
				<Text color={theme.dim}>{note}</Text>
				{" ".repeat(Math.max(0, gap))}
				{shown.length > 0 ? <Readings readings={shown} /> : <Text color={theme.text}>{end}</Text>}
			</Text>
		</Box>
	);
}
