import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { SettingList } from "../../kit/components/setting-list.js";
import { useCopy } from "../../services/use-copy.js";
import { compiledPlan, useDraft, useDraftStore } from "../draft.js";
import type { StepProps } from "../step.js";
import { DiskDrawing } from "./disk-drawing.js";
import { diskSettings } from "./disk-settings.js";

/** A frame, the image's name and the bar. */
const DRAWING = 8;
/** Below this the settings need all there is. */
const LEAST = 16;

/** Layout, file system, size, formats and names of the image files. */
export function DiskScreen({ room: { columns, rows }, next }: StepProps) {
	const draft = useDraftStore();
	const copies = useCopy();
	const profile = useDraft((state) => state.build.profile);
	const plan = useDraft((state) => state.plan);
	const compiled = compiledPlan(plan)?.plan;
	const drawing = rows >= LEAST ? DRAWING + (compiled?.disk.usesLvm ? compiled.disk.drawing.length + 1 : 0) : 0;
	return (
		<>
			{drawing > 0 ? (
				<DiskDrawing
					plan={compiled}
					error={plan.status === "failed" ? plan.error : undefined}
					stale={plan.status === "compiling"}
					room={{ columns, rows: drawing }}
				/>
			) : null}
			<Panel columns={columns} rows={rows - drawing} title="Disk and outputs" focused>
				<SettingList
					title="Disk and outputs"
					settings={diskSettings(profile, compiled, draft.getState().change)}
					columns={innerColumns(columns)}
					rows={innerRows(rows - drawing)}
					onDone={next}
					actions={({ label }, value) => copies(label.trim().toLowerCase(), value)}
				/>
			</Panel>
		</>
	);
}
