import { useEffect } from "react";
import { useStore } from "zustand";
import type { DraftStore } from "../wizard/draft.js";

/** Failures of a plan that end when a file of the user's appears or is mended. */
const OF_FILES: ReadonlySet<string> = new Set(["ssh-key-missing", "file-unreadable", "disk-config-unreadable"]);
const LOOK_MS = 1500;

/** A file that a draft lacks is noticed when it appears, without a key. */
export function useMissingFiles(draft: DraftStore): void {
	const waits = useStore(draft, ({ plan }) => plan.status === "failed" && OF_FILES.has(plan.error.code));
	useEffect(() => {
		if (!waits) return undefined;
		const timer = setInterval(() => void draft.getState().lookAgain(), LOOK_MS);
		return () => clearInterval(timer);
	}, [draft, waits]);
}
