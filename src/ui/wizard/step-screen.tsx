import { Box, Text } from "ink";
import { useRouter } from "../app/router.js";
import { useKeys } from "../keys/use-keys.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { Row } from "../kit/components/row.js";
import { ScreenFrame, useScreenSize } from "../kit/components/screen-frame.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, pad } from "../kit/text/text.js";
import { useDraft } from "./draft.js";
import type { Step, StepProps } from "./step.js";
import { stepValues } from "./step-values.js";
import { neighbour, STEPS, stepNamed } from "./steps.js";
import { useSaveDialog } from "./use-save-dialog.js";

export interface StepScreenProps extends Pick<StepProps, "item"> {
	/** Its id. */
	readonly step: string;
}

/** From this width on every step's value is seen beside the step itself. */
const WIDE = 110;
const RAIL = 30;

/** A step of the wizard in its frame: crumbs, the rail where there is room, and the keys to the neighbours. */
export function StepScreen({ step: id, ...more }: StepScreenProps) {
	const step = stepNamed(id);
	const name = useDraft((state) => state.origin?.name ?? "new");
	const changed = useDraft((state) => state.changed);
	return (
		<ScreenFrame
			crumbs={["new image", step.title.toLowerCase()]}
			about={`${name}${changed ? ", changed" : ""}`}
			right={`step ${STEPS.indexOf(step) + 1} of ${STEPS.length}`}
		>
			<StepBody step={step} {...more} />
		</ScreenFrame>
	);
}

function StepBody({ step, ...more }: { readonly step: Step } & Pick<StepProps, "item">) {
	const { columns, rows } = useScreenSize();
	const { replace } = useRouter();
	const save = useSaveDialog();
	const to = (by: 1 | -1) => replace({ screen: "step", step: neighbour(step, by).id });
	const next = () => to(1);
	const isLast = neighbour(step, 1) === step;
	useKeys({
		level: "screen",
		title: "New image",
		actions: {
			nextStep: { run: next, quiet: isLast },
			save: { run: () => save(), quiet: !isLast },
			previousStep: { run: () => to(-1), quiet: true },
		},
	});
	const { railFrom = WIDE, Screen } = step;
	const rail = columns >= railFrom ? RAIL : 0;
	return (
		<Box width={columns} height={rows}>
			{rail > 0 ? <StepsRail columns={rail} rows={rows} current={step} /> : null}
			<Box flexDirection="column" width={columns - rail} height={rows} flexShrink={0}>
				<Screen room={{ columns: columns - rail, rows }} next={next} steps={STEPS} {...more} />
			</Box>
		</Box>
	);
}

/** Every step with its value, the present one marked: two rows each. */
function StepsRail({
	columns,
	rows,
	current,
}: {
	readonly columns: number;
	readonly rows: number;
	readonly current: Step;
}) {
	const theme = useTheme();
	const build = useDraft((state) => state.build);
	const plan = useDraft((state) => state.plan);
	const noLogin = useDraft((state) => state.noLogin);
	const inner = innerColumns(columns);
	return (
		<Panel columns={columns} rows={rows} title="New image">
			{stepValues({ build, plan, noLogin })
				.slice(0, Math.floor(innerRows(rows) / 2))
				.map(({ step, value, problem }) => (
					<Text key={step.id}>
						<Row highlighted={step === current}>
							{pad(`${step === current ? GLYPHS.pointer : " "} ${step.title}`, inner)}
						</Row>
						{"\n"}
						<Text
							color={problem?.kind === "stops" ? theme.error : problem ? theme.warn : theme.dim}
						>{`${problem ? (problem.kind === "stops" ? GLYPHS.failed : GLYPHS.warning) : " "} ${cut(value, inner - 2)}`}</Text>
					</Text>
				))}
		</Panel>
	);
}
