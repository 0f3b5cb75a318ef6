import { Text } from "ink";
import { Fragment } from "react";
import { type Theme, useTheme } from "../look/theme.js";
import { width } from "../text/text.js";

/** A value with its name, such as `elapsed 3m11s`. */
export interface Reading {
	readonly label: string;
	readonly value: string;
	/** `1 warning` instead of `warning 1`. */
	readonly valueFirst?: boolean;
	readonly colour?: Extract<keyof Theme, "strong" | "text" | "dim" | "ok" | "warn" | "error">;
}

const GAP = "   ";

/** Readings side by side on one line. */
export function Readings({ readings }: { readonly readings: readonly Reading[] }) {
	const theme = useTheme();
	return (
		<>
			{readings.map(({ label, value, valueFirst, colour = "strong" }, index) => (
				<Fragment key={label}>
					{index > 0 ? GAP : ""}
					{valueFirst ? null : <Text color={theme.dim}>{`${label} `}</Text>}
					<Text color={theme[colour]}>{value}</Text>
					{valueFirst ? <Text color={theme.dim}>{` ${label}`}</Text> : null}
				</Fragment>
			))}
		</>
	);
}

/** Cells they take. */
export function readingsWidth(readings: readonly Reading[]): number {
	const cells = readings.reduce((sum, { label, value }) => sum + width(label) + 1 + width(value) + GAP.length, 0);
	return Math.max(0, cells - GAP.length);
}

/** The first ones, as many as have room. */
export function fittingReadings(readings: readonly Reading[], columns: number): readonly Reading[] {
	const end = readings.findIndex((_, index) => readingsWidth(readings.slice(0, index + 1)) > columns);
	return end < 0 ? readings : readings.slice(0, end);
}
