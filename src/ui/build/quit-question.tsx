import { Box, Text } from "ink";
import type { Action } from "../keys/keymap.js";
import { useKeyName, useKeys } from "../keys/use-keys.js";
import { Panel } from "../kit/components/panel.js";
import { useScreenSize } from "../kit/components/screen-frame.js";
import { useTheme } from "../kit/look/theme.js";

interface Answers {
	readonly onCancel: () => void;
	readonly onStay: () => void;
}

export interface QuitQuestionProps extends Answers {
	readonly onDetach: () => void;
	/** Several builds are left. */
	readonly several?: true;
}

/** Whoever leaves a build that goes on says what becomes of it. */
export function QuitQuestion({ onDetach, onCancel, onStay, several }: QuitQuestionProps) {
	const heard = {
		detach: { run: onDetach },
		cancel: { run: onCancel },
		back: { run: onStay, label: "stay" },
	};
	useKeys({ level: "overlay", title: "Leave a running build", modal: true, actions: heard });
	return (
		<Question
			title={several ? "Builds are running" : "The build is running"}
			answers={[
				["detach", several ? "leave, the builds go on" : "leave, the build goes on"],
				["cancel", several ? "end all builds and clean up" : "end the build and clean up"],
				["back", "stay here"],
			]}
		/>
	);
}

/** Whoever leaves a build of a profile that is watched leaves the watching too. */
export function QuitWatchQuestion({ onQuit, onCancel, onStay }: Answers & { readonly onQuit: () => void }) {
	const heard = {
		quit: { run: onQuit },
		cancel: { run: onCancel },
		back: { run: onStay, label: "stay" },
	};
	useKeys({ level: "overlay", title: "Leave a running build", modal: true, actions: heard });
	return (
		<Question
			title="The build is running"
			answers={[
				["quit", "leave: the build and watching end"],
				["cancel", "end the build, watching goes on"],
				["back", "stay here"],
			]}
		/>
	);
}

function Question({
	title,
	answers,
}: {
	readonly title: string;
	readonly answers: readonly (readonly [Action, string])[];
}) {
	const theme = useTheme();
	const { columns, rows } = useScreenSize();
	const keyOf = useKeyName();
	return (
		<Box width={columns} height={rows} alignItems="center" justifyContent="center">
			<Panel columns={Math.min(columns, 48)} rows={answers.length + 4} title={title} focused>
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
