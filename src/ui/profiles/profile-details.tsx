import { Text } from "ink";
import { profileText } from "../../core/profile/edit.js";
import { ErrorText } from "../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, fitPath } from "../kit/text/text.js";
import type { ProfileItem } from "./profile-list.js";

export interface ProfileDetailsProps {
	readonly columns: number;
	readonly rows: number;
	readonly item: ProfileItem | undefined;
}

/** Where the highlighted profile is kept, and what it says with everything it extends; or why it cannot be used. */
export function ProfileDetails({ columns, rows, item }: ProfileDetailsProps) {
	const theme = useTheme();
	const inner = innerColumns(columns);
	const height = innerRows(rows);
	if (!item) return <Panel columns={columns} rows={rows} title="Details" />;
	const { name, kind, file, hidesShipped, profile, problem } = item.profile;
	const facts = [fitPath(file, inner), ...(hidesShipped ? ["instead of the shipped one of this name"] : [])];
	const lines = profile ? profileText(profile).trimEnd().split("\n") : [];
	const room = height - facts.length - 1;
	return (
		<Panel columns={columns} rows={rows} title={name} note={kind}>
			{facts.map((fact) => (
				<Text key={fact} color={theme.dim}>
					{cut(fact, inner)}
				</Text>
			))}
			<Text> </Text>
			{problem ? <ErrorText error={problem} columns={inner} rows={room} /> : null}
			{lines.slice(0, Math.max(0, room)).map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, they never move
				<Text key={index} color={theme.text}>
					{cut(line, inner) || " "}
				</Text>
			))}
		</Panel>
	);
}
