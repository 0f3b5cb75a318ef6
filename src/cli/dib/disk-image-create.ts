import { type DibRequest, parseDibArguments } from "../../core/dib/parse-arguments.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { decide, enterRun } from "../../runs/run-control.js";
import type { Run } from "../../runs/runs.js";
import { runBuild } from "../build/build-order.js";
import { compile, loadCatalogue } from "../build/compile.js";
import { preflight } from "../build/preflight.js";
import { dibReporters } from "../build/reporters.js";
import { DISK_IMAGE_CREATE, RAMDISK_IMAGE_CREATE } from "../command-line/dib-tables.js";
import { helpText } from "../command-line/help-text.js";
import type { CliContext } from "../entry/context.js";

type DibProgram = "disk-image-create" | "ramdisk-image-create";

/** DIB's build command line on this engine (contract §2.2, §2.3, §2.8). Returns the exit status. */
export async function runDiskImageCreate(
	program: DibProgram,
	argv: readonly string[],
	context: CliContext,
): Promise<number> {
	const request = parseDibArguments(program, argv, context.env, folderForHelp(context));
	switch (request.kind) {
		case "help":
			context.stdout.write(helpText(program === "disk-image-create" ? DISK_IMAGE_CREATE : RAMDISK_IMAGE_CREATE));
			return 0;
		case "version":
			context.stdout.write(`${context.version}\n`);
			return 0;
		case "error":
			context.stderr.write(request.errors.map((error) => `${program}: ${error}\n`).join(""));
			context.stderr.write([...request.hints, `${program} --help`].map((hint) => `  → ${hint}\n`).join(""));
			return 1;
		case "build":
			return build(program, request, context);
	}
}

/** Help and version need no folder to stand in; a build finds out that it is gone. */
function folderForHelp(context: CliContext): string {
	try {
		return context.cwd;
	} catch {
		return "/";
	}
}

async function build(
	program: DibProgram,
	request: Extract<DibRequest, { kind: "build" }>,
	context: CliContext,
): Promise<number> {
	const { cwd } = context;
	if (request.options.elements.join(" ") === "") {
		context.stdout.write(`diskwright version ${context.version}\n`);
		context.stderr.write("ERROR: At least one distribution root element must be specified\n");
		const example = program === "disk-image-create" ? "vm debian-minimal" : "debian-minimal";
		context.stderr.write(`  → Name elements, an operating system among them: ${program} ${example}\n`);
		return 1;
	}
	const catalogue = await loadCatalogue(request.env, context);
	const compiled = await compile(request.options, request.env, catalogue, cwd);
	await preflight(compiled, { yes: false, stderr: context.stderr });
	const reporters = dibReporters(request, introduction(compiled, context), context);
	return runBuild(compiled, context, { reporters, detach: false, atPause: openDebugShell });
}

/** At a break point the user gets a shell and the build goes on when it ends (contract §7.7). */
async function openDebugShell(run: Run, { pause, reason }: { pause: number; reason: string }): Promise<void> {
	if (reason !== "breakpoint") return;
	await enterRun(run);
	await decide(run, "continue", pause);
}

/** What DIB prints before it builds; scripts look for these lines. */
function introduction({ plan }: CompiledPlan, { version }: CliContext): string[] {
	const { requested, selected } = plan.resolution;
	return [
		`diskwright version ${version}`,
		`Building elements: ${requested.join(" ")}`,
		`Expanded element dependencies to: ${selected.map(({ name }) => name).join(" ")}`,
		...plan.warnings.map(({ message, hint }) => `WARNING: ${message}${hint ? `. ${hint}` : ""}`),
	];
}
