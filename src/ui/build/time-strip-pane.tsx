import { Box, Text } from "ink";
import type { BuildState } from "../../core/run/build-state.js";
import type { Durations } from "../../core/run/durations.js";
import { useTheme } from "../kit/look/theme.js";
import { timeStrip } from "./time-strip.js";

export interface TimeStripProps {
	readonly columns: number;
	readonly build: BuildState;
	readonly past: Durations;
	readonly elapsed: number;
}

/** One row: the whole build as a line of time. */
export function TimeStrip({ columns, build, past, elapsed }: TimeStripProps) {
	const theme = useTheme();
	return (
		<Box width={columns} height={1} flexShrink={0} paddingX={1}>
			<Text wrap="truncate" aria-hidden>
				{timeStrip(build, past, elapsed, columns - 2).map(({ text, colour }, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a part is its place on the line
					<Text key={index} color={theme[colour]}>
						{text}
					</Text>
				))}
			</Text>
		</Box>
	);
}
