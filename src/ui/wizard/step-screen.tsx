import { Box } from "ink";
import type { ReactNode } from "react";
import { neighbour, STEPS, type Step, useRouter } from "../app/router.js";
import { useKeys } from "../keys/use-keys.js";
import { type Room, Shell, useRoom } from "../kit/components/shell.js";
import { useDraft } from "./draft.js";
import { stepTitle } from "./steps.js";
import { StepsRail } from "./steps-rail.js";
import { useSaveDialog } from "./use-save-dialog.js";

export interface StepScreenProps {
	readonly step: Step;
	/** Behind the crumbs. */
	readonly about?: string;
	/** From this width on the rail is shown; less is the step's own. */
	readonly railFrom?: number;
	/** The step's own panes, in the room that is left beside the rail. */
	readonly children: (room: Room) => ReactNode;
}

/** From this width on every step's value is seen beside the step itself. */
const WIDE = 110;
const RAIL = 30;

/** The frame of a step of the wizard: crumbs, the rail where there is room, and the keys to the neighbours. */
export function StepScreen({ step, about, railFrom = WIDE, children }: StepScreenProps) {
	const name = useDraft((state) => state.origin?.name ?? "new");
	const changed = useDraft((state) => state.changed);
	const note = about ?? `${name}${changed ? ", changed" : ""}`;
	return (
		<Shell
			crumbs={["new image", stepTitle(step).toLowerCase()]}
			about={note}
			right={`step ${STEPS.indexOf(step) + 1} of ${STEPS.length}`}
		>
			<StepBody step={step} railFrom={railFrom}>
				{children}
			</StepBody>
		</Shell>
	);
}

type StepBodyProps = Pick<StepScreenProps, "step" | "children"> & { readonly railFrom: number };

function StepBody({ step, railFrom, children }: StepBodyProps) {
	const { columns, rows } = useRoom();
	const { replace } = useRouter();
	const save = useSaveDialog();
	useKeys({
		level: "screen",
		title: "New image",
		actions: {
			nextStep: { run: () => replace({ screen: neighbour(step, 1) }), quiet: step === "review" },
			save: { run: () => save(), quiet: step !== "review" },
			previousStep: { run: () => replace({ screen: neighbour(step, -1) }), quiet: true },
		},
	});
	const rail = columns >= railFrom ? RAIL : 0;
	return (
		<Box width={columns} height={rows}>
			{rail > 0 ? <StepsRail columns={rail} rows={rows} current={step} /> : null}
			<Box flexDirection="column" width={columns - rail} height={rows} flexShrink={0}>
				{children({ columns: columns - rail, rows })}
			</Box>
		</Box>
	);
}
