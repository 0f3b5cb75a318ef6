import { isDeepStrictEqual } from "node:util";
import { useKeysStore } from "../keys/use-keys.js";
import type { OpenedProfile, SaveRequest } from "../services/profiles.js";
import { useServices } from "../services/services.js";
import { compiledPlan, type DraftState, useDraftStore } from "./draft.js";
import { SaveDialog } from "./save-dialog.js";
import type { SaveSubject } from "./use-save-dialog.js";

export interface DraftSaveDialogProps {
	/** Absent: the image that is being put together. */
	readonly subject?: SaveSubject;
	readonly onClose: () => void;
}

/** Saves a subject, or the draft, which then is no longer changed. */
export function DraftSaveDialog({ subject, onClose }: DraftSaveDialogProps) {
	const { profiles } = useServices();
	const keys = useKeysStore();
	const draft = useDraftStore();
	if (subject) {
		// What was built and is saved now may be the very image that is being put together.
		const isDraft = isDeepStrictEqual(subject.profile, draft.getState().build.profile);
		const saved = (profile: OpenedProfile) => isDraft && draft.getState().saved(profile);
		return <SaveDialog request={subject} onSaved={saved} onClose={onClose} />;
	}
	const reload = (name: string) => {
		profiles.open(name).then(
			(opened) => {
				draft.getState().open(opened);
				onClose();
			},
			(error: Error) => keys.getState().say(error.message),
		);
	};
	return (
		<SaveDialog
			request={draftRequest(draft.getState())}
			onSaved={(saved) => draft.getState().saved(saved)}
			onReload={reload}
			onClose={onClose}
		/>
	);
}

/** A draft from a saved profile goes back there; one from elsewhere gets a name of its own. */
export function draftRequest({ build, origin, plan }: DraftState): SaveRequest {
	const secret = compiledPlan(plan)?.plan.environment.filter((variable) => variable.secret) ?? [];
	const saved = origin?.kind === "saved";
	return {
		name: !origin ? "" : saved || origin.kind === "imported" ? origin.name : `my-${origin.name}`,
		profile: build.profile,
		...(build.file === undefined ? {} : { from: build.file }),
		...(saved && origin.fingerprint !== undefined ? { fingerprint: origin.fingerprint } : {}),
		secretVariables: secret.map(({ name }) => name),
	};
}
