import { Text } from "ink";
import { progressText } from "../../core/publish/progress-text.js";
import { clockDuration } from "../../core/text/short-quantities.js";
import { Facts } from "../kit/components/facts.js";
import { ProgressBar } from "../kit/components/progress-bar.js";
import { Spinner } from "../kit/components/spinner.js";
import { useTheme } from "../kit/look/theme.js";
import { cut } from "../kit/text/text.js";
import { useServices } from "../services/services.js";
import { type PublishState, wishFacts } from "./publish-state.js";

export interface SendingViewProps {
	readonly state: Extract<PublishState, { readonly kind: "looking" | "sending" }>;
	/** Bytes in a second. */
	readonly rate: number | undefined;
	readonly columns: number;
	readonly rows: number;
}

/** What goes on at the moment: how far it is, how fast, and what was done. */
export function SendingView({ state, rate, columns, rows }: SendingViewProps) {
	const theme = useTheme();
	const { now } = useServices();
	const { wish } = state;
	const facts = wishFacts(wish).slice(0, Math.max(0, rows - 6));
	const progress = state.kind === "sending" ? state.progress : undefined;
	const said =
		state.kind === "looking"
			? "looking what is there; of an image of the same size the digest is compared"
			: state.isEnding
				? "ending; what is half there is removed"
				: progress
					? progressText(progress, rate)
					: "beginning";
	const room = Math.max(0, rows - facts.length - 4);
	return (
		<>
			<Facts facts={facts} columns={columns} rows={facts.length} />
			<Text> </Text>
			{progress ? (
				<ProgressBar share={progress.total === 0 ? 0 : progress.sent / progress.total} columns={columns} />
			) : null}
			<Text color={theme.strong} wrap="truncate">
				<Spinner /> {cut(said, columns - 2)}
			</Text>
			{state.kind === "sending" ? (
				<>
					<Text color={theme.dim}>{`for ${clockDuration(now() - state.since)}`}</Text>
					{state.notes.slice(-room).map((text) => (
						<Text key={text} color={theme.text}>
							{cut(text, columns)}
						</Text>
					))}
				</>
			) : null}
		</>
	);
}
