import { Text } from "ink";
import { useState } from "react";
import { type SerialisedError, serialiseError } from "../../core/errors.js";
import { useKeysStore } from "../keys/use-keys.js";
import { ChoiceDialog } from "../kit/components/choice-dialog.js";
import { ErrorText } from "../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { useScreenSize } from "../kit/components/screen-frame.js";
import { TextField } from "../kit/components/text-field.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, fitPath } from "../kit/text/text.js";
import type { OpenedProfile, SavePreview, SaveRequest } from "../services/profiles.js";
import { useServices } from "../services/services.js";

export interface SaveDialogProps {
	readonly request: SaveRequest;
	readonly onSaved: (saved: OpenedProfile) => void;
	/** Takes what is in the file now instead; absent where nothing can be reloaded. */
	readonly onReload?: (name: string) => void;
	readonly onClose: () => void;
}

/** Asks for a name, shows what will be written, and saves; nothing that is there already is lost without a question. */
export function SaveDialog({ request, onSaved, onReload, onClose }: SaveDialogProps) {
	const room = useScreenSize();
	const { profiles } = useServices();
	const keys = useKeysStore();
	const [name, setName] = useState(request.name);
	const [conflict, setConflict] = useState<SerialisedError>();
	const wanted: SaveRequest = { ...unlessRenamed(request, name), name };
	const save = (options: Pick<SaveRequest, "overwrite"> = {}) => {
		profiles.save({ ...wanted, ...options }).then(
			({ saved, notes }) => {
				onSaved(saved);
				onClose();
				keys.getState().say([`saved as ${saved.file}`, ...notes].join(". "));
			},
			(thrown) => {
				const error = serialiseError(thrown);
				if (error.code === "profile-exists" || error.code === "profile-changed") setConflict(error);
				else keys.getState().say(error.message);
			},
		);
	};
	if (conflict) {
		const changed = conflict.code === "profile-changed";
		return (
			<ChoiceDialog
				{...room}
				title={changed ? "The profile has changed" : "There is one already"}
				text={conflict.message}
				choices={[
					{ label: "Save under another name", detail: "keeps both", run: () => setConflict(undefined) },
					{
						label: "Overwrite it",
						detail: changed ? "loses what the other program wrote" : "loses what is in it",
						run: () => save({ overwrite: true }),
					},
					...(changed && onReload
						? [{ label: "Reload it", detail: "loses what you have changed here", run: () => onReload(name) }]
						: []),
				]}
				onBack={() => setConflict(undefined)}
			/>
		);
	}
	return <SaveForm request={wanted} initial={name} onName={setName} onSave={() => save()} onClose={onClose} />;
}

/** The fingerprint counts for the profile it was taken of only. */
function unlessRenamed(request: SaveRequest, name: string): SaveRequest {
	const { fingerprint, ...rest } = request;
	return name === request.name && fingerprint !== undefined ? { ...rest, fingerprint } : rest;
}

interface SaveFormProps {
	readonly request: SaveRequest;
	readonly initial: string;
	readonly onName: (name: string) => void;
	readonly onSave: () => void;
	readonly onClose: () => void;
}

function SaveForm({ request, initial, onName, onSave, onClose }: SaveFormProps) {
	const theme = useTheme();
	const { columns, rows } = useScreenSize();
	const { profiles } = useServices();
	const preview = useLoaded(`preview ${request.name}`, () => profiles.preview(request));
	const inner = innerColumns(columns);
	const height = innerRows(rows) - 3;
	return (
		<Panel columns={columns} rows={rows} title="Save as profile" focused>
			<Text wrap="truncate">
				<Text color={theme.dim}>name </Text>
				<TextField
					title="Name of the profile"
					initial={initial}
					columns={inner - 6}
					active
					overlay
					placeholder="like web-server"
					onChange={onName}
					onSubmit={onSave}
					onCancel={onClose}
					submitLabel="save"
				/>
			</Text>
			{preview.status === "ok" ? (
				<PreviewLines preview={preview.value} columns={inner} rows={height} />
			) : preview.status === "failed" ? (
				<>
					<Text> </Text>
					<ErrorText error={preview.error} columns={inner} rows={height} />
				</>
			) : null}
		</Panel>
	);
}

interface PreviewLinesProps {
	readonly preview: SavePreview;
	readonly columns: number;
	readonly rows: number;
}

function PreviewLines({ preview: { file, text, replaces, notes }, columns, rows }: PreviewLinesProps) {
	const theme = useTheme();
	const all = text.trimEnd().split("\n");
	const room = rows - notes.length;
	const lines = all.length > room ? [...all.slice(0, room - 1), `… ${all.length - room + 1} lines more`] : all;
	return (
		<>
			<Text color={replaces ? theme.warn : theme.dim} wrap="truncate">
				{replaces ? `replaces ${fitPath(file, columns - 9)}` : `new file ${fitPath(file, columns - 9)}`}
			</Text>
			{notes.map((note) => (
				<Text key={note} color={theme.warn}>
					{cut(note, columns)}
				</Text>
			))}
			<Text> </Text>
			{lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, they never move
				<Text key={index} color={theme.text}>
					{cut(line, columns) || " "}
				</Text>
			))}
		</>
	);
}
