import { Text } from "ink";
import type { ReactNode } from "react";
import { useTheme } from "../look/theme.js";

/** One line of a list; the highlighted one is marked by colour, and in terminals without colours by its pointer glyph. */
export function Row({
	highlighted = false,
	dim = false,
	children,
}: {
	highlighted?: boolean;
	dim?: boolean;
	children: ReactNode;
}) {
	const theme = useTheme();
	const inverse = highlighted && theme.selection === undefined && theme.name !== "mono";
	return (
		<Text
			wrap="truncate"
			color={highlighted ? theme.strong : dim ? theme.dim : theme.text}
			bold={highlighted}
			{...(highlighted && theme.selection ? { backgroundColor: theme.selection } : {})}
			inverse={inverse}
		>
			{children}
		</Text>
	);
}
