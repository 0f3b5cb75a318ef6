import { Box } from "ink";
import { useRouter } from "../app/router.js";
import { useKeys } from "../keys/use-keys.js";
import { ChoiceList } from "../kit/components/choice-list.js";
import { ErrorOverlay } from "../kit/components/error-overlay.js";
import { FactsPanel } from "../kit/components/facts-panel.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { ScreenFrame, type Size, useScreenSize } from "../kit/components/screen-frame.js";
import { TwoPanes } from "../kit/components/two-panes.js";
import { useKept } from "../kit/hooks/use-kept.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { type Theme, useTheme } from "../kit/look/theme.js";
import { LoginDialog } from "../login/login-dialog.js";
import { useCopy } from "../services/use-copy.js";
import { compiledPlan, useDraft } from "./draft.js";
import { imageRows } from "./elements/image-rows.js";
import { ResolutionPane } from "./elements/resolution-pane.js";
import { useStartBuild } from "./review/use-start-build.js";
import type { Step } from "./step.js";
import { type StepValue, stepFacts, stepValues } from "./step-values.js";
import { STEPS, stepNamed } from "./steps.js";
import { useSaveDialog } from "./use-save-dialog.js";

/** The menu of a new image: every step can be entered directly, and its value is seen. */
export function ImageScreen() {
	const name = useDraft((state) => state.origin?.name ?? "new");
	const changed = useDraft((state) => state.changed);
	return (
		<ScreenFrame crumbs={["new image"]} about={`from ${name}${changed ? ", changed" : ""}`}>
			<Steps />
		</ScreenFrame>
	);
}

const problemSign = ({ kind }: NonNullable<StepValue["problem"]>, theme: Theme) =>
	kind === "stops" ? { glyph: GLYPHS.failed, colour: theme.error } : { glyph: GLYPHS.warning, colour: theme.warn };

function Steps() {
	const room = useScreenSize();
	const theme = useTheme();
	const { go } = useRouter();
	const build = useDraft((state) => state.build);
	const plan = useDraft((state) => state.plan);
	const noLogin = useDraft((state) => state.noLogin);
	const save = useSaveDialog();
	const starter = useStartBuild();
	const copies = useCopy();
	const values = stepValues({ build, plan, noLogin });
	const [highlighted, setHighlighted] = useKept("highlighted", () => STEPS[0]?.id ?? "");
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
						choices={values.map(({ step, value, problem }) => ({
							value: step.id,
							label: step.title,
							detail: value,
							...(problem ? { sign: problemSign(problem, theme) } : {}),
						}))}
						columns={innerColumns(columns)}
						rows={innerRows(rows)}
						initial={highlighted}
						onHighlight={setHighlighted}
						onChoose={(step) => go({ screen: "step", step })}
						confirmLabel="open the step"
						actions={(id) => copies("what is chosen", values.find(({ step }) => step.id === id)?.value)}
					/>
				</Panel>
			)}
			second={(side) => <ChosenStep step={stepNamed(highlighted)} room={side} />}
		/>
	);
}

/** Rows of the facts when the tree stands below them. */
const FACTS = 14;
/** A tree of fewer rows shows nothing worth its frame. */
const SHORTEST_TREE = 12;

/** What is chosen in a step; below it, where there is room, everything that goes into the image. */
function ChosenStep({ step, room: { columns, rows } }: { readonly step: Step; readonly room: Size }) {
	const build = useDraft((state) => state.build);
	const plan = useDraft((state) => state.plan);
	const noLogin = useDraft((state) => state.noLogin);
	const resolution = plan.status === "failed" ? undefined : compiledPlan(plan)?.plan.resolution;
	const tree = resolution && rows >= FACTS + SHORTEST_TREE ? rows - FACTS : 0;
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<FactsPanel
				title={step.title}
				room={{ columns, rows: rows - tree }}
				facts={stepFacts(step, { build, plan, noLogin })}
			/>
			{resolution && tree > 0 ? (
				<ResolutionPane
					columns={columns}
					rows={tree}
					focused={false}
					title="Image"
					note={`${resolution.selected.length} elements`}
					list={imageRows({ ok: true, resolution }, undefined, () => false, columns)}
					highlighted={0}
				/>
			) : null}
		</Box>
	);
}
