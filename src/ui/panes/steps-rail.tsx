import { Text } from "ink";
import { innerColumns, innerRows, Panel } from "../components/panel.js";
import { Row } from "../components/row.js";
import { GLYPHS } from "../glyphs.js";
import type { Step } from "../router.js";
import { stepValues } from "../steps.js";
import { useDraft } from "../stores/draft.js";
import { cut, pad } from "../text.js";
import { useTheme } from "../theme.js";

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
				.map(({ step, title, value, problem }) => (
					<Text key={step}>
						<Row highlighted={step === current}>
							{pad(`${step === current ? GLYPHS.pointer : " "} ${title}`, inner)}
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
