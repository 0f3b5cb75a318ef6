import { Box, Text } from "ink";
import { useKeyName, useKeys } from "../keys/use-keys.js";
import { Panel } from "../kit/components/panel.js";
import { useScreenSize } from "../kit/components/screen-frame.js";
import { useTheme } from "../kit/look/theme.js";

export interface QuitQuestionProps {
	readonly onDetach: () => void;
	readonly onCancel: () => void;
	readonly onStay: () => void;
	/** Several builds are left. */
	readonly several?: true;
}

/** Whoever leaves a build that goes on says what becomes of it. */
export function QuitQuestion({ onDetach, onCancel, onStay, several }: QuitQuestionProps) {
	const theme = useTheme();
	const { columns, rows } = useScreenSize();
	const keyOf = useKeyName();
	useKeys({
		level: "overlay",
		title: "Leave a running build",
		modal: true,
		actions: {
			detach: { run: onDetach },
			cancel: { run: onCancel },
			back: { run: onStay, label: "stay" },
		},
	});
	const answers = [
		["detach", several ? "leave, the builds go on" : "leave, the build goes on"],
		["cancel", several ? "end all builds and clean up" : "end the build and clean up"],
		["back", "stay here"],
	] as const;
	return (
		<Box width={columns} height={rows} alignItems="center" justifyContent="center">
			<Panel
				columns={Math.min(columns, 48)}
				rows={answers.length + 4}
				title={several ? "Builds are running" : "The build is running"}
				focused
			>
				<Text> </Text>
				{answers.map(([action, label]) => (
					<Text key={action}>
						<Text bold color={theme.accent}>
							{`${keyOf(action).padEnd(4)} `}
						</Text>
						{label}
					</Text>
				))}
			</Panel>
		</Box>
	);
}
