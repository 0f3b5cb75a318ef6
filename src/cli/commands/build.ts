import { Command } from "commander";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { cleanLine } from "../../core/text/terminal-text.js";
import { recentHostFacts } from "../../host/host-facts.js";
import { findCells } from "../batch/cells.js";
import { addBuildFlags, addRunFlags, type BuildFlags, type RunFlags } from "../build/build-flags.js";
import { loadBuild } from "../build/build-request.js";
import { compile } from "../build/compile.js";
import { lookWhetherBuilt, tellUnchanged } from "../build/nothing-changed.js";
import type { CliContext } from "../entry/context.js";
import { wantsScreens } from "../entry/progress-mode.js";

/** `diskwright build PROFILE|ELEMENT…`. `exit` takes the exit code of the build. */
export function buildCommand(context: CliContext, argv: readonly string[], exit: (code: number) => void): Command {
	const command = new Command("build")
		.description("build an image, or several at once")
		.argument("<profile|element...>", "profiles by name or path, elements to build from or to add, or both")
		.addHelpText("after", EXAMPLES);
	return addRunFlags(addBuildFlags(command)).action(async (targets: string[], flags: BuildFlags & RunFlags) => {
		// The programs that tell of this host run while files are read.
		recentHostFacts().catch(() => undefined);
		const cells = await findCells(targets, flags, context);
		if (cells) {
			const { buildSeveral } = await import("../batch/build-several.js");
			return exit(await buildSeveral(cells, flags, argv.slice(1), context));
		}
		const withScreen = !flags.detach && wantsScreens(flags.progress, context.env);
		const prepare = async (given: BuildFlags) => {
			const fetch = flags.yes ? "yes" : "ask";
			const loading = { withScreen, fetch } as const;
			const { options, env, catalogue } = await loadBuild(targets, given, argv.slice(1), context, loading);
			return compile(options, env, catalogue, context.cwd);
		};
		const look = async (plan: CompiledPlan) =>
			flags.again ? undefined : lookWhetherBuilt(plan, context, { contents: flags.verify === true });
		let compiled = await prepare(flags);
		let built = await look(compiled);
		const isUnchanged = built !== undefined && "unchanged" in built;
		// Who can log into an image that is there already is decided.
		if (!flags.yes && !isUnchanged && compiled.plan.warnings.some(({ code }) => code === "no-login")) {
			const { askLogin } = await import("../build/ask-login.js");
			const login = await askLogin();
			if (login) {
				compiled = await prepare({ ...flags, ...login });
				built = await look(compiled);
			}
		}
		for (const { message, hint } of compiled.plan.warnings) {
			context.stderr.write(`warning: ${cleanLine(message)}\n`);
			if (hint) context.stderr.write(`  → ${cleanLine(hint)}\n`);
		}
		if (built && "unchanged" in built) {
			tellUnchanged(built.unchanged, flags, context);
			const { publishUnchanged } = await import("../build/publish-unchanged.js");
			return exit(await publishUnchanged(compiled.plan, built.unchanged, context));
		}
		// What builds is loaded only now: most of it is not needed where nothing has changed.
		const { preflight } = await import("../build/preflight.js");
		const { buildReporters } = await import("../build/reporters.js");
		await preflight(compiled, { yes: flags.yes === true, stderr: context.stderr });
		const reporters = buildReporters(withScreen ? { ...flags, progress: "tui" } : flags, context);
		if (withScreen) {
			const { buildOnScreen } = await import("../build/show-build.js");
			return exit(await buildOnScreen(compiled, context, reporters));
		}
		const { runBuild } = await import("../build/build-order.js");
		exit(await runBuild(compiled, context, { reporters, detach: flags.detach === true }));
	});
}

const EXAMPLES = `
Examples:
  diskwright build debian-vm --user me --ssh-key ~/.ssh/id_ed25519.pub
  diskwright build debian-vm --release trixie --size 8GiB -o trixie
  diskwright build vm debian-minimal openssh-server -t raw
  diskwright build ./web.yaml --on-failure hold=2h
  diskwright build web db --release bookworm,trixie --arch amd64,arm64 --jobs 4`;
