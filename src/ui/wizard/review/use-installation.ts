import { useState } from "react";
import { type SerialisedError, serialiseError } from "../../../core/errors.js";
import { useSuspend } from "../../kit/hooks/use-suspend.js";
import { useServices } from "../../services/services.js";

export interface Installation {
	/** What the package manager said so far; undefined while nothing is installed. */
	readonly lines: readonly string[] | undefined;
	readonly error: SerialisedError | undefined;
	readonly install: (tools: readonly string[]) => void;
	readonly forget: () => void;
}

const KEPT_LINES = 200;

/** Installs tools on the host; a password is asked for while the screen is away. */
export function useInstallation(onEnd: () => void): Installation {
	const { host, terminal } = useServices();
	const suspend = useSuspend();
	const [lines, setLines] = useState<readonly string[]>();
	const [error, setError] = useState<SerialisedError>();
	const install = async (tools: readonly string[]) => {
		try {
			if (host.needsPassword()) await suspend(() => terminal.authorise());
			setLines([]);
			await host.install(tools, (line) => setLines((before = []) => [...before, line].slice(-KEPT_LINES)));
		} catch (thrown) {
			setError(serialiseError(thrown));
		}
		setLines(undefined);
		onEnd();
	};
	return { lines, error, install: (tools) => void install(tools), forget: () => setError(undefined) };
}
