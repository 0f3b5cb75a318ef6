import { lintTargets } from "../catalogue/lint-targets.js";
import { loadCatalogue } from "./compile.js";
import type { CliContext } from "./context.js";
import { lint } from "./lint.js";
import { showFindings } from "./show-findings.js";

const USAGE = "usage: dib-lint\n";
const HELP = `${USAGE}
Looks for mistakes in the elements below diskimage_builder/elements of the current directory;
ELEMENTS_DIR names another folder. diskwright lint takes any elements.
`;

/** `dib-lint` (contract §2.7), with the rules of `diskwright lint`. Returns the exit status: 1 when there are errors. */
export async function runDibLint(argv: readonly string[], context: CliContext): Promise<number> {
	if (argv[0] === "-h" || argv[0] === "--help") {
		context.stdout.write(HELP);
		return 0;
	}
	if (argv.length > 0) {
		context.stderr.write(`${USAGE}dib-lint: it takes no arguments: diskwright lint ${argv.join(" ")}\n`);
		return 2;
	}
	const folder = context.env.ELEMENTS_DIR || "diskimage_builder/elements";
	const targets = lintTargets([folder], await loadCatalogue(context.env, context), context.cwd);
	const result = await lint(targets, { tools: true });
	showFindings(result, targets.targets.length, context);
	return result.findings.some(({ severity }) => severity === "error") ? 1 : 0;
}
