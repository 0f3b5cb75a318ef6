import { useState } from "react";
import { ChoiceList } from "../components/choice-list.js";
import { innerColumns, innerRows, Panel } from "../components/panel.js";
import { useKeys } from "../hooks/use-keys.js";
import { useSaveDialog } from "../hooks/use-save-dialog.js";
import { type Step, useRouter } from "../router.js";
import { Shell, useRoom } from "../shell.js";
import { stepValues } from "../steps.js";
import { useDraft } from "../stores/draft.js";

/** The menu of a new image: every step can be entered directly, and its value is seen. */
export function ImageScreen() {
	const name = useDraft((state) => state.origin?.name ?? "new");
	return (
		<Shell crumbs={["new image"]} about={`from ${name}`}>
			<Steps />
		</Shell>
	);
}

function Steps() {
	const { columns, rows } = useRoom();
	const { go } = useRouter();
	const build = useDraft((state) => state.build);
	const plan = useDraft((state) => state.plan);
	const save = useSaveDialog();
	useKeys({ level: "screen", title: "New image", actions: { save: { run: () => save() } } });
	const [highlighted, setHighlighted] = useState<Step>("release");
	return (
		<Panel columns={columns} rows={rows} title="New image" note={highlighted} focused>
			<ChoiceList
				title="New image"
				choices={stepValues({ build, plan }).map(({ step, title, value }) => ({
					value: step,
					label: title,
					detail: value,
				}))}
				columns={innerColumns(columns)}
				rows={innerRows(rows)}
				initial={highlighted}
				onHighlight={setHighlighted}
				onChoose={(screen) => go({ screen })}
				confirmLabel="enter this step"
			/>
		</Panel>
	);
}
