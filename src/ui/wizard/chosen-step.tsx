import { Box } from "ink";
import { FactsPanel } from "../kit/components/facts-panel.js";
import type { Size } from "../kit/components/screen-frame.js";
import { compiledPlan, useDraft } from "./draft.js";
import { imageRows } from "./elements/image-rows.js";
import { ResolutionPane } from "./elements/resolution-pane.js";
import type { Step } from "./step.js";
import { stepFacts } from "./step-values.js";

/** Rows of the facts when the tree stands below them. */
const FACTS = 14;
/** A tree of fewer rows shows nothing worth its frame. */
const SHORTEST_TREE = 12;

/** What is chosen in a step; below it, where there is room, everything that goes into the image. */
export function ChosenStep({ step, room: { columns, rows } }: { readonly step: Step; readonly room: Size }) {
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
