import { Text } from "ink";
import { formatPlace, type SerialisedError } from "../../../core/errors.js";
import { useKeysWait } from "../../keys/use-keys.js";
import type { Loaded } from "../hooks/use-loaded.js";
import { GLYPHS } from "../look/glyphs.js";
import { type Fact, Facts } from "./facts.js";
import { innerColumns, innerRows, Panel } from "./panel.js";
import type { Size } from "./screen-frame.js";
import { Spinner } from "./spinner.js";

/** A panel of facts. */
export function FactsPanel({
	title,
	room: { columns, rows },
	facts,
	note = "",
}: {
	readonly title: string;
	readonly room: Size;
	readonly facts: readonly Fact[];
	readonly note?: string;
}) {
	return (
		<Panel columns={columns} rows={rows} title={title} note={note}>
			<Facts facts={facts} columns={innerColumns(columns)} rows={innerRows(rows)} />
		</Panel>
	);
}

/** A panel of facts about something that is being fetched; without `children` it stands for a list that is to come, and keys wait for that. */
export function LoadedFacts<T>({
	title,
	room,
	loaded,
	children,
}: {
	readonly title: string;
	readonly room: Size;
	readonly loaded: Loaded<T>;
	readonly children?: (value: T) => readonly Fact[];
}) {
	useKeysWait(!children && loaded.status === "loading");
	if (loaded.status === "loading") {
		return (
			<Panel columns={room.columns} rows={room.rows} title={title}>
				<Text>
					<Spinner /> looking …
				</Text>
			</Panel>
		);
	}
	const facts = loaded.status === "ok" ? (children?.(loaded.value) ?? []) : errorFacts(loaded.error);
	return <FactsPanel title={title} room={room} facts={facts} />;
}

/** An error as facts: cause, place, next steps. */
function errorFacts({ message, place, next }: SerialisedError): Fact[] {
	return [
		{ text: message, tone: "error" },
		...(place ? [{ text: `at ${formatPlace(place)}`, tone: "dim" } as const] : []),
		...next.map((text): Fact => ({ text, glyph: GLYPHS.arrow })),
	];
}
