import { useState } from "react";
import { type SerialisedError, serialiseError } from "../../../core/errors.js";
import type { DraftBuild } from "../../../core/profile/draft-build.js";
import { useRouter } from "../../app/router.js";
import { type LoginAnswer, withAnswer } from "../../login/login-answer.js";
import { whoCanLogIn } from "../../login/who-can-log-in.js";
import { useServices } from "../../services/services.js";
import { useDraftStore } from "../draft.js";

export interface StartBuild {
	/** Starts it, then shows it; a second one is not begun meanwhile. Asks first who is to log in where nobody could. */
	readonly start: (build: DraftBuild | Promise<DraftBuild>) => void;
	readonly starting: boolean;
	/** Somebody must say who is to log in: a `LoginDialog` is to be shown. */
	readonly asking: boolean;
	/** Goes on with an answer; without one the build is not started. */
	readonly answer: (answer: LoginAnswer | undefined) => void;
	/** Why it could not be started. */
	readonly error: SerialisedError | undefined;
	readonly forget: () => void;
}

/** Looks whether a build can start, starts it and opens its screen. */
export function useStartBuild(): StartBuild {
	const { plans, runs } = useServices();
	const { go } = useRouter();
	const draft = useDraftStore();
	const [starting, setStarting] = useState(false);
	const [asked, setAsked] = useState<DraftBuild>();
	const [error, setError] = useState<SerialisedError>();
	const attempt = async (work: () => Promise<void>) => {
		if (starting) return;
		setStarting(true);
		setError(undefined);
		try {
			await work();
		} catch (thrown) {
			setError(serialiseError(thrown));
		}
		setStarting(false);
	};
	const run = async (build: DraftBuild) => go({ screen: "build", run: await runs.start(build) });
	const start = (given: DraftBuild | Promise<DraftBuild>) =>
		attempt(async () => {
			const build = await given;
			const isDraft = build === draft.getState().build;
			if (isDraft && draft.getState().noLogin) return run(build);
			// What cannot be compiled cannot be started either, and the start says why.
			const compiled = await plans.compile(build).catch(() => undefined);
			if (!compiled || whoCanLogIn(build, { status: "ok", compiled }).possible) return run(build);
			setAsked(build);
		});
	const answer = (given: LoginAnswer | undefined) => {
		setAsked(undefined);
		if (!asked || !given) return;
		const build = withAnswer(asked, given);
		if (asked === draft.getState().build) draft.getState().answerLogin(given);
		void attempt(() => run(build));
	};
	return {
		start: (build) => void start(build),
		...{ starting, asking: asked !== undefined, answer, error },
		forget: () => setError(undefined),
	};
}
