import { Text } from "ink";
import type { ListedRun } from "../../core/run/listed-run.js";
import type { RunSummary } from "../../core/run/run-summary.js";
import { groupDigits, shortBytes, shortDuration } from "../../core/text/short-quantities.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, fitPath, pad, spread } from "../kit/text/text.js";
import { useServices } from "../services/services.js";
import { isLiving } from "./run-list.js";

export interface RunDetailsProps {
	readonly columns: number;
	readonly rows: number;
	readonly run: ListedRun | undefined;
}

/** What the highlighted run came to: artifacts, where its time went, its folder. */
export function RunDetails({ columns, rows, run }: RunDetailsProps) {
	const theme = useTheme();
	const { runs } = useServices();
	const loaded = useLoaded(`summary ${run?.id} ${run?.state}`, async () =>
		run && !isLiving(run) ? { id: run.id, summary: await runs.summary(run.id) } : undefined,
	);
	const inner = innerColumns(columns);
	const summary = loaded.status === "ok" && loaded.value?.id === run?.id ? loaded.value?.summary : undefined;
	const lines = run ? [...headLines(run, inner), ...(summary ? summaryLines(summary, inner) : [])] : [];
	return (
		<Panel columns={columns} rows={rows} title={run?.id ?? "Details"}>
			{lines.slice(0, innerRows(rows)).map(({ label, text }) => (
				<Text key={label} wrap="truncate">
					<Text color={theme.dim}>{pad(label, LABEL)}</Text>
					<Text color={theme.text}>{text}</Text>
				</Text>
			))}
		</Panel>
	);
}

/** Cells of the labels: the longest stage, two blanks before it and one behind. */
const LABEL = 15;

interface Line {
	readonly label: string;
	readonly text: string;
}

function headLines({ image, profile, started, state, batch, member }: ListedRun, columns: number): Line[] {
	const room = columns - LABEL;
	return [
		{ label: "image", text: cut(image, room) },
		{ label: "profile", text: cut(profile ?? "none", room) },
		...(batch === undefined ? [] : [{ label: "batch", text: cut(`${batch}, as ${member ?? "one of several"}`, room) }]),
		{ label: "started", text: cut(localTime(started), room) },
		{ label: "state", text: cut(STATES[state], room) },
	];
}

const STATES: Readonly<Record<ListedRun["state"], string>> = {
	running: "running",
	paused: "paused: it waits for an answer",
	cancelling: "being cancelled, cleaning up",
	ok: "ended well",
	failed: "failed",
	cancelled: "cancelled",
	died: "its builder was killed",
	damaged: "its events cannot be read whole",
};

function summaryLines({ ms, lines, artifacts, stages }: RunSummary, columns: number): Line[] {
	const room = columns - LABEL;
	const slowest = Object.entries(stages).sort((a, b) => b[1] - a[1]);
	return [
		...artifacts.map(({ path, bytes }, index) => {
			const size = shortBytes(bytes);
			return {
				label: index === 0 ? "made" : `made ${index + 1}`,
				text: spread(fitPath(path, room - size.length - 1), size, room),
			};
		}),
		{ label: "took", text: `${shortDuration(ms)}, ${groupDigits(lines)} lines of output` },
		...slowest.slice(0, 5).map(([stage, time]) => ({ label: `  ${stage}`, text: shortDuration(time) })),
	];
}

/** `2026-11-24 09:00:00` in the user's own time. */
function localTime(iso: string): string {
	const date = new Date(iso);
	const two = (value: number) => String(value).padStart(2, "0");
	const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
	return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}
