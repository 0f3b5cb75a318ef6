import { useState } from "react";
import { ChoiceDialog } from "../kit/components/choice-dialog.js";
import { NameDialog } from "../kit/components/name-dialog.js";
import { useScreenSize } from "../kit/components/screen-frame.js";
import type { ImportedProfiles, OpenedProfile } from "../services/profiles.js";
import { useServices } from "../services/services.js";

export interface ImportDialogProps {
	/** Takes the imported image that was chosen; nothing is saved yet. */
	readonly onImported: (profile: OpenedProfile, notes: readonly string[]) => void;
	readonly onClose: () => void;
}

/** Asks for a path or a command line; of several images in it, which one. */
export function ImportDialog({ onImported, onClose }: ImportDialogProps) {
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
