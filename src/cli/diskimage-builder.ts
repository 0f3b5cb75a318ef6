import { getopt } from "../core/dib/getopt.js";
import { buildList } from "./build-list.js";
import type { CliContext } from "./context.js";

const USAGE = "usage: diskimage-builder [-h] [--dry-run] [--stop-on-failure] FILE...\n";
const HELP = `${USAGE}
Builds the images of YAML lists, one after the other.

  --dry-run          print the commands, build nothing
  --stop-on-failure  stop at the first image that cannot be built
  -h, --help         show this text
`;

const SPEC = {
	short: "h",
	long: ["dry-run", "stop-on-failure", "help"].map((name) => ({ name, argument: false })),
};

/** `diskimage-builder [--dry-run] [--stop-on-failure] FILE…` (contract §2.4). Returns the exit status. */
export async function runDiskimageBuilder(argv: readonly string[], context: CliContext): Promise<number> {
	const { options, operands, errors } = getopt(argv, SPEC);
	const has = (name: string) => options.some((option) => option.name === name);
	if (has("h") || has("help")) {
		context.stdout.write(HELP);
		return 0;
	}
	const complaint = errors[0] ?? (operands.length === 0 ? "name at least one FILE" : undefined);
	if (complaint) {
		context.stderr.write(`${USAGE}diskimage-builder: ${complaint}\n`);
		return 2;
	}
	return buildList(operands, { dryRun: has("dry-run"), stopOnFailure: has("stop-on-failure") }, context);
}
