import { Command } from "commander";
import { EXIT, UserError } from "../../core/errors.js";
import { HOST_TOOLS, knownTool } from "../../core/host/host-facts.js";
import { canBuild, type HostFinding } from "../../core/host/host-finding.js";
import { cleanLine, printableJson } from "../../core/text/terminal-text.js";
import { findTool } from "../../host/find-tool.js";
import { installTools } from "../../host/install-tools.js";
import { installCommand, searchAdvice } from "../../host/packages.js";
import { examineHost } from "../doctor/examine-host.js";
import type { CliContext } from "../entry/context.js";
import { askYes } from "../terminal/ask-yes.js";

const GLYPHS: Readonly<Record<HostFinding["state"], string>> = { ok: "✔", missing: "✖", warning: "!" };

/** `diskwright doctor`: what this host offers, what it lacks, and the cure. */
export function doctorCommand({ env, stdout }: CliContext): Command {
	return new Command("doctor")
		.description("what this host has and lacks for building images")
		.option("--fix", "install what is missing with the host's package manager")
		.option("--yes", "do not ask before installing")
		.option("--json", "print the findings as JSON")
		.action(async (flags: { fix?: boolean; yes?: boolean; json?: boolean }) => {
			if (flags.fix) {
				const missing = HOST_TOOLS.map(({ tool }) => tool).filter((tool) => !findTool(tool));
				await ensureTools(missing, { yes: flags.yes === true });
			}
			const findings = await examineHost(env);
			stdout.write(flags.json ? `${printableJson(findings, 2)}\n` : table(findings));
			if (!canBuild(findings)) process.exitCode = EXIT.host;
		});
}

export interface EnsureOptions {
	/** Install without asking. */
	readonly yes: boolean;
	/** False: the terminal is in use for something else. Asked unless given. */
	readonly ask?: boolean;
	readonly stderr?: { write(text: string): unknown };
}

/**
 * Makes sure that tools are there: says what is missing, asks on a terminal or installs with `yes`.
 * Throws UserError `missing-tool` with the command that installs them.
 */
export async function ensureTools(
	needed: readonly string[],
	{ yes, ask = true, stderr = process.stderr }: EnsureOptions,
): Promise<void> {
	const missing = needed.filter((tool) => !findTool(tool));
	if (missing.length === 0) return;
	const named = missing.find((tool) => tool.includes("/"));
	if (named) {
		throw new UserError({
			code: "missing-tool",
			message: `there is no program ${named}`,
			next: ["Correct the variable that names it, such as DIB_GZIP_BIN."],
			exitCode: EXIT.host,
		});
	}
	const command = installCommand(missing);
	for (const tool of missing) {
		const why = knownTool(tool)?.neededFor;
		stderr.write(`missing: ${cleanLine(tool)}${why ? ` (needed for ${why})` : ""}\n`);
	}
	const unknown = missing.filter((tool) => !knownTool(tool));
	if (command && unknown.length === 0 && (yes || (ask && (await askYes(`Install with: ${command.join(" ")} ?`))))) {
		await installTools(missing, (line) => stderr.write(`  ${cleanLine(line)}\n`));
		return;
	}
	throw new UserError({
		code: "missing-tool",
		message: `this host lacks ${missing.join(", ")}`,
		next: [
			...(command ? [command.join(" ")] : []),
			...unknown.map((tool) => searchAdvice(cleanLine(tool))),
			...(unknown.length < missing.length ? ["diskwright doctor --fix", "or add --yes to have it installed"] : []),
		],
		exitCode: EXIT.host,
	});
}

function table(findings: readonly HostFinding[]): string {
	const width = Math.max(...findings.map(({ name }) => name.length));
	const lines: string[] = [];
	let group = "";
	for (const finding of findings) {
		if (finding.group !== group) lines.push(...(group ? [""] : []), finding.group);
		group = finding.group;
		lines.push(`  ${GLYPHS[finding.state]} ${finding.name.padEnd(width)}  ${finding.detail}`);
		if (finding.cure) lines.push(`    ${" ".repeat(width)}  → ${finding.cure}`);
	}
	const verdict = canBuild(findings)
		? "This host can build images."
		: "This host cannot build images yet: see ✖ above, or run diskwright doctor --fix";
	return `${lines.join("\n")}\n\n${verdict}\n`;
}
