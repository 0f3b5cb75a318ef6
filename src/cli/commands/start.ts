import { Command } from "commander";
import { DEFAULT_PROFILE } from "../../core/profile/profile.js";
import type { CliContext } from "../entry/context.js";
import { canShowScreens } from "../entry/progress-mode.js";
import { openScreens } from "../terminal/open-screens.js";

/** What `start` does where no screens can be shown. */
export const UNATTENDED = ["build", DEFAULT_PROFILE, "--yes", "--progress", "plain"] as const;

/** `diskwright start`, which `npm start` calls: the screens, or without a terminal a first image. */
export function startCommand(context: CliContext, build: (argv: readonly string[]) => Promise<void>): Command {
	return new Command("start")
		.description(`open the screens; without a terminal build ${DEFAULT_PROFILE}, asking nothing`)
		.action(async () => {
			if (canShowScreens(context.env)) {
				await openScreens(context, [{ screen: "home" }]);
				return;
			}
			context.stderr.write(NO_TERMINAL);
			await build(UNATTENDED);
		});
}

const NO_TERMINAL = `There is no terminal to show the screens in: building the profile ${DEFAULT_PROFILE} instead, as
  diskwright ${UNATTENDED.join(" ")}
  → diskwright --help tells everything else.
`;
