import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { EXIT, UserError } from "../../core/errors.js";
import { HOST_TOOLS } from "../../core/host-facts.js";
import { checkMirror } from "../../host/check-mirror.js";
import { findTool } from "../../host/find-tool.js";
import { freeBytes } from "../../host/free-space.js";
import { readHostFacts } from "../../host/host-facts.js";
import { installCommand, installTools } from "../../host/install-tools.js";
import { probeKernel } from "../../host/probe-kernel.js";

type State = "ok" | "missing" | "warning";

/** One thing looked at, and the cure when it is not as it should be. */
export interface Finding {
	readonly group: "Tools" | "Kernel" | "Privilege" | "Mirrors" | "Space";
	readonly name: string;
	readonly state: State;
	readonly detail: string;
	readonly cure?: string;
}

const GLYPHS: Readonly<Record<State, string>> = { ok: "✔", missing: "✖", warning: "!" };
/** Without these the default profile cannot be built. */
const ESSENTIAL = new Set([
	"unshare",
	"mount",
	"flock",
	"losetup",
	"partx",
	"fstrim",
	"mkfs.ext4",
	"qemu-img",
	"mmdebstrap",
	"debian-archive-keyring",
]);
const GIB = 2 ** 30;

/** `diskwright doctor`: what this host offers, what it lacks, and the cure. */
export function doctorCommand(): Command {
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
			const findings = await examine();
			process.stdout.write(flags.json ? `${JSON.stringify(findings, undefined, 2)}\n` : table(findings));
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
	const command = installCommand(missing);
	for (const tool of missing) {
		const why = HOST_TOOLS.find((known) => known.tool === tool)?.neededFor;
		stderr.write(`missing: ${tool}${why ? ` (needed for ${why})` : ""}\n`);
	}
	if (command && (yes || (ask && (await agrees(command))))) {
		await installTools(missing, (line) => stderr.write(`  ${line}\n`));
		return;
	}
	throw new UserError({
		code: "missing-tool",
		message: `this host lacks ${missing.join(", ")}`,
		next: [...(command ? [command.join(" ")] : []), "diskwright doctor --fix", "or add --yes to have it installed"],
		exitCode: EXIT.host,
	});
}

async function agrees(command: readonly string[]): Promise<boolean> {
	if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	try {
		const answer = await terminal.question(`Install with: ${command.join(" ")} ? [Y/n] `);
		return /^(y(es)?)?$/i.test(answer.trim());
	} finally {
		terminal.close();
	}
}

/** Looks at tools, kernel, privilege, mirrors and space of this host. */
export async function examine(): Promise<Finding[]> {
	const [facts, features] = await Promise.all([readHostFacts(), probeKernel()]);
	const tools = HOST_TOOLS.map(({ tool, neededFor }): Finding => {
		const found = findTool(tool);
		if (found) return { group: "Tools", name: tool, state: "ok", detail: neededFor };
		const cure = installCommand([tool])?.join(" ");
		return { group: "Tools", name: tool, state: "missing", detail: neededFor, ...(cure ? { cure } : {}) };
	});
	const kernel = features.map(
		({ name, works, neededFor, otherwise }): Finding => ({
			group: "Kernel",
			name,
			state: works ? "ok" : "warning",
			detail: neededFor,
			...(works ? {} : { cure: `without it: ${otherwise}` }),
		}),
	);
	return [...tools, ...kernel, privilege(facts.uid), ...(await mirrors(facts.mirrors)), ...space(facts.memoryKiB)];
}

function privilege(uid: number): Finding {
	if (uid === 0) return { group: "Privilege", name: "root", state: "ok", detail: "builds run directly" };
	if (findTool("sudo"))
		return { group: "Privilege", name: "sudo", state: "ok", detail: "builds ask for your password" };
	return {
		group: "Privilege",
		name: "root",
		state: "missing",
		detail: "builds need root",
		cure: "become root, or install sudo",
	};
}

async function mirrors(known: { debian?: string; debianSecurity?: string }): Promise<Finding[]> {
	if (!known.debian) {
		const detail = "the host has no Debian sources: the bootstrap tool's own default is used";
		return [
			{ group: "Mirrors", name: "debian", state: "warning", detail, cure: "set DIB_DISTRIBUTION_MIRROR to choose one" },
		];
	}
	const asked = [
		{ name: "debian", mirror: known.debian, suite: "stable" },
		...(known.debianSecurity ? [{ name: "security", mirror: known.debianSecurity, suite: "stable-security" }] : []),
	];
	return Promise.all(
		asked.map(async ({ name, mirror, suite }): Promise<Finding> => {
			const answer = await checkMirror(mirror, suite);
			if (!answer.ok)
				return {
					group: "Mirrors",
					name,
					state: "warning",
					detail: answer.why,
					cure: "check the network, or build --offline",
				};
			const written = answer.date ? `, written ${answer.date.toISOString().slice(0, 10)}` : "";
			return {
				group: "Mirrors",
				name,
				state: "ok",
				detail: `${mirror} answers in ${answer.milliseconds} ms${written}`,
			};
		}),
	);
}

function space(memoryKiB: number): Finding[] {
	const folder = process.env.TMPDIR ?? process.env.TMP_DIR ?? "/tmp";
	const free = freeBytes(folder) / GIB;
	const memory = memoryKiB / 1024 / 1024;
	return [
		{
			group: "Space",
			name: "memory",
			state: memory >= 4 ? "ok" : "warning",
			detail: `${memory.toFixed(1)} GiB, builds of small images take 2 GiB of it`,
			...(memory >= 4 ? {} : { cure: "below 4 GiB builds use the disk: slower, nothing else" }),
		},
		{
			group: "Space",
			name: folder,
			state: free >= 5 ? "ok" : "warning",
			detail: `${free.toFixed(1)} GiB free`,
			...(free >= 5 ? {} : { cure: "free some space, or set TMPDIR to a larger disk" }),
		},
	];
}

function canBuild(findings: readonly Finding[]): boolean {
	return !findings.some(({ group, name, state }) => state === "missing" && (group !== "Tools" || ESSENTIAL.has(name)));
}

function table(findings: readonly Finding[]): string {
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
