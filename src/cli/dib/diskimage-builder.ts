import { getopt } from "../../core/dib/getopt.js";
import { buildList } from "../build/build-list.js";
import { DISKIMAGE_BUILDER } from "../command-line/dib-tables.js";
import { helpText, usageLine } from "../command-line/help-text.js";
import type { CliContext } from "../entry/context.js";

const USAGE = usageLine(DISKIMAGE_BUILDER);

const SPEC = {
	short: "h",
	long: ["dry-run", "stop-on-failure", "help"].map((name) => ({ name, argument: false })),
};

/** `diskimage-builder [--dry-run] [--stop-on-failure] FILE…` (contract §2.4). Returns the exit status. */
export async function runDiskimageBuilder(argv: readonly string[], context: CliContext): Promise<number> {
	const { options, operands, errors } = getopt(argv, SPEC);
	const has = (name: string) => options.some((option) => option.name === name);
	if (has("h") || has("help")) {
		context.stdout.write(helpText(DISKIMAGE_BUILDER));
		return 0;
	}
	const complaint = errors[0] ?? (operands.length === 0 ? "name at least one FILE" : undefined);
	if (complaint) {
		context.stderr.write(`${USAGE}diskimage-builder: ${complaint}\n`);
		return 2;
	}
	return buildList(operands, { dryRun: has("dry-run"), stopOnFailure: has("stop-on-failure") }, context);
}
