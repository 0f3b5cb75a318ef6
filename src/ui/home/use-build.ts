import type { DraftBuild } from "../../core/profile/draft-build.js";
import { useRouter } from "../app/router.js";
import { useKeysStore } from "../keys/use-keys.js";
import { useServices } from "../services/services.js";

/** Starts a build and shows it; says in the footer why it cannot start. */
export function useBuild(): (draft: DraftBuild | Promise<DraftBuild>) => void {
	const { runs } = useServices();
	const { go } = useRouter();
	const keys = useKeysStore();
	return (draft) => {
		keys.getState().say("starting the build");
		Promise.resolve(draft)
			.then((build) => runs.start(build))
			.then(
				(run) => {
					keys.getState().say(undefined);
					go({ screen: "build", run });
				},
				(error: Error) => keys.getState().say(error.message),
			);
	};
}
