import { lintTargets } from "../../catalogue/lint-targets.js";
import { RULES } from "../../core/lint/lint-element.js";
import type { Finding } from "../../core/lint/rule.js";
import { loadCatalogue } from "../build/compile.js";
import { DIB_LINT } from "../command-line/dib-tables.js";
import { helpText, usageLine } from "../command-line/help-text.js";
import type { CliContext } from "../entry/context.js";
import { lint } from "../lint/lint.js";
import { showFindings } from "../lint/show-findings.js";

const USAGE = usageLine(DIB_LINT);

/** `dib-lint` (contract §2.7), with the rules of `diskwright lint`. Returns the exit status: 1 when one of DIB's is broken. */
export async function runDibLint(argv: readonly string[], context: CliContext): Promise<number> {
	if (argv[0] === "-h" || argv[0] === "--help") {
		context.stdout.write(helpText(DIB_LINT));
		return 0;
	}
	if (argv.length > 0) {
		context.stderr.write(`${USAGE}dib-lint: it takes no arguments: diskwright lint ${argv.join(" ")}\n`);
		return 2;
	}
	const folder = context.env.ELEMENTS_DIR || "diskimage_builder/elements";
	const targets = lintTargets([folder], await loadCatalogue(context.env, context), context.cwd, { everyFolder: true });
	const result = await lint(targets, { tools: true });
	const findings = result.findings.map(asHere);
	showFindings({ ...result, findings }, targets.targets.length, context);
	return findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

const OWN_RULES = new Set(RULES.filter(({ dib }) => !dib).map(({ id }) => id));

/** What passes DIB's own program passes here: our further rules only warn, element-deps may name elements of elsewhere. */
const asHere = (finding: Finding): Finding =>
	OWN_RULES.has(finding.rule) ? { ...finding, severity: "warning" } : finding;
