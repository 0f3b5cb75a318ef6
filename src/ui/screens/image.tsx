import { ChoiceList } from "../components/choice-list.js";
import { ErrorOverlay } from "../components/error-overlay.js";
import { innerColumns, innerRows, Panel } from "../components/panel.js";
import { GLYPHS } from "../glyphs.js";
import { useKept } from "../hooks/use-kept.js";
import { useKeys } from "../hooks/use-keys.js";
import { useSaveDialog } from "../hooks/use-save-dialog.js";
import { useStartBuild } from "../hooks/use-start-build.js";
import { ChosenStep } from "../panes/chosen-step.js";
import { LoginDialog } from "../panes/login-dialog.js";
import { TwoPanes } from "../panes/two-panes.js";
import { type Step, useRouter } from "../router.js";
import { Shell, useRoom } from "../shell.js";
import { type StepValue, stepValues } from "../steps.js";
import { useDraft } from "../stores/draft.js";
import { type Theme, useTheme } from "../theme.js";

/** The menu of a new image: every step can be entered directly, and its value is seen. */
export function ImageScreen() {
	const name = useDraft((state) => state.origin?.name ?? "new");
	const changed = useDraft((state) => state.changed);
	return (
		<Shell crumbs={["new image"]} about={`from ${name}${changed ? ", changed" : ""}`}>
			<Steps />
		</Shell>
	);
}

const problemSign = ({ kind }: NonNullable<StepValue["problem"]>, theme: Theme) =>
	kind === "stops" ? { glyph: GLYPHS.failed, colour: theme.error } : { glyph: GLYPHS.warning, colour: theme.warn };

function Steps() {
	const room = useRoom();
	const theme = useTheme();
	const { go } = useRouter();
	const build = useDraft((state) => state.build);
	const plan = useDraft((state) => state.plan);
	const noLogin = useDraft((state) => state.noLogin);
	const save = useSaveDialog();
	const starter = useStartBuild();
	const [highlighted, setHighlighted] = useKept("highlighted", (): Step => "release");
	useKeys({
		level: "screen",
		title: "New image",
		active: !starter.asking,
		actions: {
			build: {
				run: () => starter.start(build),
				...(plan.status === "failed" ? { disabled: plan.error.message } : {}),
				...(plan.status === "compiling" ? { disabled: "The plan is still being made." } : {}),
			},
			save: { run: () => save() },
		},
	});
	if (starter.asking) return <LoginDialog onAnswer={starter.answer} />;
	if (starter.error) return <ErrorOverlay title="It cannot be built" error={starter.error} onClose={starter.forget} />;
	return (
		<TwoPanes
			room={room}
			below={9}
			first={({ columns, rows }) => (
				<Panel
					columns={columns}
					rows={rows}
					title="New image"
					note={starter.starting ? "starting the build …" : ""}
					focused
				>
					<ChoiceList
						title="New image"
						choices={stepValues({ build, plan, noLogin }).map(({ step, title, value, problem }) => ({
							value: step,
							label: title,
							detail: value,
							...(problem ? { sign: problemSign(problem, theme) } : {}),
						}))}
						columns={innerColumns(columns)}
						rows={innerRows(rows)}
						initial={highlighted}
						onHighlight={setHighlighted}
						onChoose={(screen) => go({ screen })}
						confirmLabel="open the step"
					/>
				</Panel>
			)}
			second={(side) => <ChosenStep step={highlighted} room={side} />}
		/>
	);
}
