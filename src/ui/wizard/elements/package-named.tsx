import { Text } from "ink";
import type { Theme } from "../../kit/look/theme.js";

/** What apt and dpkg do with a package: its name is what the eye looks for. */
const PACKAGE =
	/^((?:I: )?(?:Setting up|Unpacking|Removing|Configuring|Retrieving|Selecting previously unselected package) |Get:\d+ \S+ \S+ \S+ )(\S+)/;

/** The line with the package coloured that it is about; itself when it is about none. */
export function packageNamed(text: string, theme: Theme) {
	const [whole, before = "", name = ""] = PACKAGE.exec(text) ?? [];
	if (whole === undefined) return text;
	return (
		<>
			{before}
			<Text color={theme.accent}>{name}</Text>
			{text.slice(whole.length)}
		</>
	);
}
