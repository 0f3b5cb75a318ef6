import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getopt } from "../../core/dib/getopt.js";
import { type BlockDeviceParams, parseBlockDeviceParams } from "../../core/disk/block-device-params.js";
import { assertFits, layoutDisk } from "../../core/disk/compute-layout.js";
import type { ConfigNode } from "../../core/disk/disk-config.js";
import type { DiskState } from "../../core/disk/disk-state.js";
import { getval } from "../../core/disk/getval.js";
import { buildGraph } from "../../core/disk/graph.js";
import { checkedConfig } from "../../core/disk/plan-disk.js";
import { EXIT, UserError } from "../../core/errors.js";
import { positiveWhole } from "../../core/planning/build-options.js";
import { createPersistentDisk, releasePersistentDisk, removeImages } from "../../engine/disk/persistent-disk.js";
import { makeFolder } from "../../host/make-folder.js";
import { isRoot } from "../../host/privilege.js";
import { readText } from "../../host/read-text.js";
import { DIB_BLOCK_DEVICE } from "../command-line/dib-tables.js";
import { helpText, usageLine } from "../command-line/help-text.js";
import type { CliContext } from "../entry/context.js";

const USAGE = usageLine(DIB_BLOCK_DEVICE);

/** `dib-block-device [--params FILE] COMMAND` (contract §2.6). Returns the exit status. Throws UserError. */
export async function runDibBlockDevice(argv: readonly string[], context: CliContext): Promise<number> {
	const { help, file, command, symbol, complaint } = parse(argv, context.env);
	if (help) {
		context.stdout.write(helpText(DIB_BLOCK_DEVICE));
		return 0;
	}
	if (complaint || !file || !command) {
		context.stderr.write(`${USAGE}dib-block-device: ${complaint ?? "name a COMMAND"}\n`);
		return complaint ? 2 : 1;
	}
	const tool = openTool(file, context.env);
	if (command === "getval") {
		const value = getval(symbol ?? "", tool.config(), tool.state());
		if (value === undefined) throw refused(`There is no value for '${symbol}' now`, "See: dib-block-device --help");
		context.stdout.write(`${value}\n`);
	} else await COMMANDS[command]?.(tool);
	return 0;
}

type Tool = ReturnType<typeof openTool>;

const COMMANDS: Readonly<Record<string, (tool: Tool) => unknown>> = {
	init: (tool) => tool.init(),
	getval: () => undefined,
	async create(tool) {
		assertRoot();
		const { params } = tool;
		const { graph, layout } = tool.layout();
		makeFolder(params["mount-base"], "the mounted file systems", "Correct mount-base of the parameters.");
		makeFolder(params["image-dir"], "images", "Correct image-dir of the parameters.");
		const where = { imageDirectory: params["image-dir"], mountBase: params["mount-base"] };
		const state = await createPersistentDisk({ graph, layout, ...where });
		tool.write("state.json", JSON.stringify(state));
		tool.write("fstab", layout.fstab);
	},
	writefstab(tool) {
		tool.needState();
		const etc = join(tool.params["build-dir"], "built/etc");
		mkdirSync(etc, { recursive: true });
		copyFileSync(tool.path("fstab"), join(etc, "fstab"));
	},
	async umount(tool) {
		const state = tool.state();
		if (!state) return;
		assertRoot();
		await releasePersistentDisk(tool.layout().layout, state);
	},
	cleanup(tool) {
		tool.needState();
		rmSync(tool.path("."), { recursive: true });
	},
	async delete(tool) {
		const state = tool.needState();
		assertRoot();
		await releasePersistentDisk(tool.layout().layout, state);
		await removeImages(state);
		rmSync(tool.path("."), { recursive: true });
	},
};

/** The folder in which one command leaves its state to the next (contract §9.10). */
function openTool(file: string, env: CliContext["env"]) {
	const params: BlockDeviceParams = parseBlockDeviceParams(read(file), file);
	const path = (name: string) => join(params["build-dir"], "states/block-device", name);
	const blockSize = env.DIB_BLOCK_SIZE ? { blockSize: positiveWhole(env.DIB_BLOCK_SIZE, "DIB_BLOCK_SIZE") } : {};
	const size = params.imageSize === undefined ? {} : { imageSize: params.imageSize };
	const tool = {
		params,
		path,
		write(name: string, text: string) {
			mkdirSync(path("."), { recursive: true });
			writeFileSync(path(name), text);
		},
		init() {
			const label = params["root-label"] ? { rootLabel: params["root-label"] } : {};
			const opts = params["root-fs-opts"] === undefined ? {} : { rootFsOpts: params["root-fs-opts"] };
			const { config } = checkedConfig({
				text: read(params.config),
				source: { kind: "file", file: params.config },
				params: { rootFsType: params["root-fs-type"], ...label, ...opts, ...size, ...blockSize },
			});
			tool.write("config.json", JSON.stringify(config));
		},
		config(): ConfigNode[] {
			if (!existsSync(path("config.json"))) throw refused("The configuration is not read yet", "dib-block-device init");
			return JSON.parse(read(path("config.json")));
		},
		state(): DiskState | undefined {
			return existsSync(path("state.json")) ? JSON.parse(read(path("state.json"))) : undefined;
		},
		needState(): DiskState {
			const state = tool.state();
			if (!state) throw refused("State dump not found: no devices were made", "dib-block-device create");
			return state;
		},
		layout() {
			const graph = buildGraph(tool.config(), { ...size, ...blockSize });
			const layout = layoutDisk(graph);
			assertFits(layout);
			return { graph, layout };
		},
	};
	return tool;
}

const SPEC = {
	short: "h",
	long: [
		{ name: "params", argument: true },
		{ name: "help", argument: false },
	],
	/** What follows the command is its own. */
	posix: true,
};

function parse(argv: readonly string[], env: CliContext["env"]) {
	const { options, operands, errors } = getopt(argv, SPEC);
	const [command, ...rest] = operands;
	const isHelp = (word: string) => ["h", "help", "-h", "--help"].includes(word);
	if (options.some(({ name }) => isHelp(name)) || rest.some((word) => isHelp(word))) return { help: true };
	const file = options.findLast(({ name }) => name === "params")?.value || env.DIB_BLOCK_DEVICE_PARAMS_YAML;
	if (errors[0] !== undefined) return { complaint: errors[0] };
	if (!file) return { complaint: "give --params FILE or set DIB_BLOCK_DEVICE_PARAMS_YAML" };
	if (command !== undefined && !Object.hasOwn(COMMANDS, command)) return { complaint: `unknown command '${command}'` };
	const [symbol, ...extra] = command === "getval" ? rest : [undefined, ...rest];
	if (command === "getval" && symbol === undefined) return { complaint: "getval needs a SYMBOL" };
	if (extra[0] !== undefined) return { complaint: `${command} takes no '${extra[0]}'` };
	return { file, command, symbol };
}

function read(file: string): string {
	try {
		return readText(file);
	} catch (cause) {
		throw new UserError({
			code: "file-unreadable",
			message: `A file of the block device layer cannot be read: ${(cause as Error).message}`,
			place: { file },
			next: ["Correct the path."],
			cause,
		});
	}
}

function assertRoot(): void {
	if (isRoot()) return;
	throw new UserError({ code: "not-root", message: "Devices need root", next: ["Use sudo."], exitCode: EXIT.host });
}

const refused = (message: string, next: string) => new UserError({ code: "block-device", message, next: [next] });
