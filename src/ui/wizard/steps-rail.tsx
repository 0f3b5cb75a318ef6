import { Text } from "ink";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { Row } from "../kit/components/row.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, pad } from "../kit/text/text.js";
import { useDraft } from "./draft.js";
import type { Step } from "./step.js";
import { stepValues } from "./step-values.js";

/** Every step with its value, the present one marked: two rows each. */
export function StepsRail({
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
