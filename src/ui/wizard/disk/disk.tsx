import { neighbour, useRouter } from "../../app/router.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { SettingList } from "../../kit/components/setting-list.js";
import type { Room } from "../../kit/components/shell.js";
import { compiledPlan, useDraft, useDraftStore } from "../draft.js";
import { StepScreen } from "../step-screen.js";
import { DiskDrawing } from "./disk-drawing.js";
import { diskSettings } from "./disk-settings.js";

/** Layout, file system, size, formats and names of the image files. */
export function DiskScreen() {
	return <StepScreen step="disk">{(room) => <Disk room={room} />}</StepScreen>;
}

/** A frame, the image's name and the bar. */
const DRAWING = 8;
/** Below this the settings need all there is. */
const LEAST = 16;

function Disk({ room: { columns, rows } }: { readonly room: Room }) {
	const { replace } = useRouter();
	const draft = useDraftStore();
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
					onDone={() => replace({ screen: neighbour("disk", 1) })}
				/>
			</Panel>
		</>
	);
}
