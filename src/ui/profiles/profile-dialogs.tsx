import { useState } from "react";
import { useKeysStore } from "../keys/use-keys.js";
import { ChoiceDialog } from "../kit/components/choice-dialog.js";
import { Confirm } from "../kit/components/confirm.js";
import { NameDialog } from "../kit/components/name-dialog.js";
import { useScreenSize } from "../kit/components/screen-frame.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { ExportDialog } from "../result/export-dialog.js";
import type { ImportedProfiles, OpenedProfile } from "../services/profiles.js";
import { useServices } from "../services/services.js";

/** What is asked about a profile. */
export type ProfileDialog =
	| { readonly kind: "rename" | "duplicate" | "remove" | "export"; readonly name: string }
	| { readonly kind: "import" };

export interface ProfileDialogsProps {
	readonly dialog: ProfileDialog;
	readonly onImported: ImportDialogProps["onImported"];
	/** `changed`: the list must be read again. */
	readonly onClose: (changed: boolean) => void;
}

/** The dialogs of the profiles screen. */
export function ProfileDialogs({ dialog, onImported, onClose }: ProfileDialogsProps) {
	const room = useScreenSize();
	const { profiles } = useServices();
	const keys = useKeysStore();
	const close = () => onClose(false);
	const done = (notice: string) => {
		onClose(true);
		keys.getState().say(notice);
	};
	switch (dialog.kind) {
		case "export":
			return <ExportDialog name={dialog.name} onClose={close} />;
		case "import":
			return <ImportDialog onImported={onImported} onClose={close} />;
		case "remove":
			return <AskToRemove name={dialog.name} onDone={done} onClose={close} />;
		case "rename":
			return (
				<NameDialog
					{...room}
					title={`Rename ${dialog.name}`}
					text="Profiles that extend it follow. Runs keep the old name."
					initial={dialog.name}
					submitLabel="rename"
					onSubmit={async (name) => {
						const variants = await profiles.rename(dialog.name, name);
						done(`renamed to ${name}${variants.length > 0 ? `, and in ${variants.join(", ")}` : ""}`);
					}}
					onClose={close}
				/>
			);
		case "duplicate":
			return (
				<NameDialog
					{...room}
					title={`Copy ${dialog.name}`}
					text="The copy is saved with your own profiles."
					initial={`my-${dialog.name}`}
					submitLabel="copy"
					onSubmit={async (name) => {
						await profiles.duplicate(dialog.name, name);
						done(`copied to ${name}`);
					}}
					onClose={close}
				/>
			);
	}
}

interface AskToRemoveProps {
	readonly name: string;
	readonly onDone: (notice: string) => void;
	readonly onClose: () => void;
}

function AskToRemove({ name, onDone, onClose }: AskToRemoveProps) {
	const room = useScreenSize();
	const { profiles } = useServices();
	const keys = useKeysStore();
	const variants = useLoaded(`variants ${name}`, () => profiles.variants(name));
	const broken = variants.status === "ok" && variants.value.length > 0 ? variants.value.join(", ") : undefined;
	const remove = () => {
		profiles.remove(name).then(
			(movedTo) => onDone(`moved to ${movedTo}`),
			(error: Error) => keys.getState().say(error.message),
		);
	};
	return (
		<Confirm
			{...room}
			question={`Delete ${name}?`}
			consequence={[
				"Its file is moved to the folder deleted beside the saved profiles, and can be moved back.",
				...(broken ? [`These extend it and can then no longer be used: ${broken}.`] : []),
			].join(" ")}
			yes="delete"
			onYes={remove}
			onNo={onClose}
		/>
	);
}

interface ImportDialogProps {
	/** Takes the imported image that was chosen; nothing is saved yet. */
	readonly onImported: (profile: OpenedProfile, notes: readonly string[]) => void;
	readonly onClose: () => void;
}

/** Asks for a path or a command line; of several images in it, which one. */
function ImportDialog({ onImported, onClose }: ImportDialogProps) {
	const room = useScreenSize();
	const { profiles } = useServices();
	const [found, setFound] = useState<ImportedProfiles>();
	if (found) {
		return (
			<ChoiceDialog
				{...room}
				title="Which image?"
				text={[`It describes ${found.profiles.length} images.`, ...found.notes].join("\n")}
				choices={found.profiles.map((one) => ({
					label: one.name,
					detail: one.profile.title ?? (one.profile.elements ?? []).join(" "),
					run: () => onImported(one, found.notes),
				}))}
				onBack={() => setFound(undefined)}
			/>
		);
	}
	return (
		<NameDialog
			{...room}
			title="Import"
			text="The path of a profile, of a script or of a YAML list of images; or a disk-image-create command, pasted."
			initial=""
			submitLabel="import"
			onSubmit={async (text) => {
				const imported = await profiles.import(text);
				const [only, ...others] = imported.profiles;
				if (only && others.length === 0) onImported(only, imported.notes);
				else setFound(imported);
			}}
			onClose={onClose}
		/>
	);
}
