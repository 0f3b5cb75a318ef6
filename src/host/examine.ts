import type { ArchitectureSupport } from "../core/host/architecture.js";
import { HOST_TOOLS } from "../core/host/host-facts.js";
import type { HostFinding } from "../core/host/host-finding.js";
import { hostArchitectures } from "./architectures.js";
import { checkMirror } from "./check-mirror.js";
import { findTool } from "./find-tool.js";
import { freeBytes } from "./free-space.js";
import { readHostFacts } from "./host-facts.js";
import { installCommand } from "./packages.js";
import { privilege } from "./privilege.js";
import { probeKernel } from "./probe-kernel.js";

const GIB = 2 ** 30;

/** Looks at the tools, kernel, privilege, mirrors and space of this host. */
export async function examine(): Promise<HostFinding[]> {
	const [facts, features] = await Promise.all([readHostFacts(), probeKernel()]);
	const tools = HOST_TOOLS.map(({ tool, neededFor }): HostFinding => {
		const found = findTool(tool);
		if (found) return { group: "Tools", name: tool, state: "ok", detail: neededFor };
		const cure = installCommand([tool])?.join(" ");
		return { group: "Tools", name: tool, state: "missing", detail: neededFor, ...(cure ? { cure } : {}) };
	});
	const kernel = features.map(
		({ name, works, neededFor, otherwise }): HostFinding => ({
			group: "Kernel",
			name,
			state: works ? "ok" : "warning",
			detail: neededFor,
			...(works ? {} : { cure: `without it: ${otherwise}` }),
		}),
	);
	const [architectures, reachable] = await Promise.all([hostArchitectures(facts.architecture), mirrors(facts.mirrors)]);
	return [
		// First, for without it nothing else matters.
		privilegeFinding(),
		...tools,
		...kernel,
		...architectures.map(architecture),
		...reachable,
		...space(facts.memoryKiB),
	];
}

/** What cannot be built here is no fault of the host: most people never want it. */
function architecture({ name, how, detail, cure }: ArchitectureSupport): HostFinding {
	const state = how === "unavailable" ? "warning" : "ok";
	return { group: "Architectures", name, state, detail, ...(cure ? { cure } : {}) };
}

function privilegeFinding(): HostFinding {
	const found = privilege();
	if (!found) {
		const cure = "become root, or install sudo";
		return { group: "Privilege", name: "root", state: "missing", detail: "builds need root", cure };
	}
	const detail = found.mayAsk ? "builds ask for your password, where sudo wants one" : "builds run directly";
	return { group: "Privilege", name: found.how, state: "ok", detail };
}

async function mirrors(known: { debian?: string; debianSecurity?: string }): Promise<HostFinding[]> {
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
		asked.map(async ({ name, mirror, suite }): Promise<HostFinding> => {
			const answer = await checkMirror(mirror, suite, process.env);
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

function space(memoryKiB: number): HostFinding[] {
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
