import { chownSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { EXIT, UserError } from "../../../core/errors.js";
import type { LayerLimits } from "../../../core/layers/forget.js";
import { parseSize } from "../../../core/planning/quantities.js";
import { imageLimits, layerLimits, parseCount } from "../../../core/run/storage-limits.js";
import { REMOTE_VARIABLE } from "../../../core/settings/shared-layers.js";
import { shortBytes } from "../../../core/text/short-quantities.js";
import { cleanLine, printableJson } from "../../../core/text/terminal-text.js";
import { authorise } from "../../../host/authorise.js";
import { lendTerminal } from "../../../host/lend-terminal.js";
import { asRoot, isRoot } from "../../../host/privilege.js";
import { exportLayers } from "../../../layers/archive/export-layers.js";
import { importLayers } from "../../../layers/archive/import-layers.js";
import { listImages, pruneImages } from "../../../layers/kept-image/kept-image-store.js";
import type { LayerStore } from "../../../layers/store/layer-store.js";
import { listEntries } from "../../../layers/store/list.js";
import { pruneLayers, verifyLayers } from "../../../layers/store/prune.js";
import type { CliContext } from "../../entry/context.js";
import { findLayer, SHORT_KEY } from "./find-layer.js";
import { countImages, imageJson, imagesText, layerJson, listText, showText } from "./layer-text.js";
import { cacheFolders, makeStore, openStores, withStores } from "./open-stores.js";
import { makeKey, type PushFlags, pushLayers } from "./share.js";

interface Flags {
	readonly folder?: string;
	readonly json?: boolean;
}

interface PruneFlags extends Flags {
	readonly all?: boolean;
	readonly days?: string;
	readonly size?: string;
}

const DAY_MS = 86_400_000;

/** `diskwright cache …`: the layers that builds keep. */
export function cacheCommand(context: CliContext, argv: readonly string[], exit: (code: number) => void): Command {
	const { env, stdout, stderr } = context;
	/** Files of layers have any owner and mode, so only root may look at them. */
	const asOwner = async (flags: Flags, use: (stores: LayerStore[], folders: readonly string[]) => Promise<void>) => {
		const folders = flags.folder === undefined ? cacheFolders(context) : [resolve(context.cwd, flags.folder)];
		const found = withStores(folders);
		if (isRoot() || (found.length === 0 && argv[1] !== "import")) return use(await openStores(folders), folders);
		await authorise({ ask: true, what: "Looking at layers" });
		const where = flags.folder === undefined ? ["--folder", found[0] ?? (folders[0] as string)] : [];
		// sudo drops them; in an address there may be a password, which no command line shows.
		const bounds = Object.entries(env).filter(
			([name]) => name.startsWith("DISKWRIGHT_LAYERS_") && name !== REMOTE_VARIABLE,
		);
		const variables = ["env", ...bounds.map(([name, value]) => `${name}=${value}`)];
		const own = [process.execPath, process.argv[1] as string, ...argv, ...where];
		const { exitCode, problem } = lendTerminal(
			asRoot([...variables, ...own], { keep: env[REMOTE_VARIABLE] ? [REMOTE_VARIABLE] : [] }),
		);
		if (problem) throw problem;
		exit(exitCode ?? EXIT.host);
	};
	const list = async (stores: readonly LayerStore[]) => (await Promise.all(stores.map(listEntries))).flat();
	const command = new Command("cache").description("what hooks did in earlier builds, kept to be taken again");
	const place = ["--folder <folder>", "the folder for caches that the layers are in"] as const;

	command
		.command("list")
		.description("all layers, those that were used last first")
		.option("--json", "print them as JSON")
		.option(...place)
		.action((flags: Flags) =>
			asOwner(flags, async (stores) => {
				const entries = await list(stores);
				const images = (await Promise.all(stores.map(listImages))).flat();
				stdout.write(
					flags.json
						? `${printableJson([...entries.map(layerJson), ...images.map(imageJson)], 2)}\n`
						: `${listText(entries, layerLimits(env), Date.now())}${imagesText(images, imageLimits(env), Date.now())}`,
				);
			}),
		);
	command
		.command("show")
		.argument("<layer>", "key, or the beginning of one")
		.description("what a layer was made from: everything its hook could have read")
		.option("--json", "print it as JSON")
		.option(...place)
		.action((wanted: string, flags: Flags) =>
			asOwner(flags, async (stores) => {
				const entry = findLayer(await list(stores), wanted);
				stdout.write(
					flags.json
						? `${printableJson({ ...layerJson(entry), record: entry.record }, 2)}\n`
						: showText(entry, Date.now()),
				);
			}),
		);
	command
		.command("prune")
		.description("forget the layers that were not used for longest, and what killed builds have left")
		.option("--all", "forget all that no build uses now")
		.option("--days <number>", "forget those that were not used for so long")
		.option("--size <size>", "forget the oldest ones beyond this size, like 5GiB")
		.option(...place)
		.action((flags: PruneFlags) => {
			const limits = pruneLimits(flags, layerLimits(env));
			return asOwner(flags, async (stores) => {
				const pruned = await Promise.all(stores.map((store) => pruneLayers(store, limits)));
				const bounds = pruneLimits(flags, imageLimits(env));
				const images = await Promise.all(stores.map((store) => pruneImages(store, { ...bounds, reserved: 0 })));
				const sum = (of: (one: (typeof pruned)[0]) => number) => pruned.reduce((total, one) => total + of(one), 0);
				const freed = shortBytes(sum(({ bytes }) => bytes));
				stdout.write(
					`removed ${countLayers(sum(({ removed }) => removed.length))} (${freed}) and ${sum(({ unfinished }) => unfinished)} unfinished\n`,
				);
				const gone = images.reduce((total, { removed }) => total + removed, 0);
				const room = shortBytes(images.reduce((total, { bytes }) => total + bytes, 0));
				if (gone > 0) stdout.write(`removed ${countImages(gone)} (${room})\n`);
			});
		});
	command
		.command("verify")
		.description("read all layers and compare them with their inventories; damaged ones are removed")
		.option(...place)
		.action((flags: Flags) =>
			asOwner(flags, async (stores) => {
				const results = await Promise.all(stores.map((store) => verifyLayers(store)));
				const damaged = results.flatMap((result) => result.damaged);
				for (const { entry, why, removed } of damaged) {
					const task = entry.record ? ` (${entry.record.task})` : "";
					const kept = removed ? "removed, the next build makes it again" : "a build uses it, so it stays";
					stderr.write(`warning: ${cleanLine(`${entry.key.slice(0, SHORT_KEY)}${task}: ${why}`)}; ${kept}\n`);
				}
				stdout.write(
					`whole: ${countLayers(results.reduce((sum, { whole }) => sum + whole, 0))}, damaged: ${damaged.length}\n`,
				);
				if (damaged.length > 0) exit(EXIT.failed);
			}),
		);
	command
		.command("export")
		.argument("<file>", "the archive to write")
		.argument("[layer...]", "keys, or the beginnings of some; all unless given")
		.description("write layers into an archive for another machine")
		.option(...place)
		.action((file: string, wanted: string[], flags: Flags) =>
			asOwner(flags, async (stores) => {
				const store = oneStore(stores);
				const entries = await listEntries(store);
				const chosen = wanted.length === 0 ? entries : wanted.map((key) => findLayer(entries, key));
				const { layers, left, digest } = await exportLayers(store, [...new Set(chosen)], resolve(context.cwd, file));
				giveToCaller(resolve(context.cwd, file), env);
				for (const { entry, why } of left) {
					stderr.write(`warning: ${cleanLine(`${entry.key.slice(0, SHORT_KEY)} is left out: ${why}`)}\n`);
				}
				stdout.write(`${digest}  ${cleanLine(file)}\n${countLayers(layers)}\n`);
			}),
		);
	command
		.command("import")
		.argument("<file>", "the archive")
		.description("take layers from an archive; whoever made it decides what images are made of")
		.option("--digest <sha256>", "what the archive's digest has to be")
		.option(...place)
		.action((file: string, flags: Flags & { digest?: string }) => {
			const digest = flags.digest === undefined ? {} : { digest: parseDigest(flags.digest) };
			const { most } = layerLimits(env);
			return asOwner(flags, async (stores, folders) => {
				const store = stores[0] ?? (await makeStore(folders[0] as string));
				const { added, known, refused } = await importLayers(store, resolve(context.cwd, file), { ...digest, most });
				for (const { key, why } of refused) {
					stderr.write(`warning: ${cleanLine(`${key.slice(0, SHORT_KEY)} is not taken: ${why}`)}\n`);
				}
				stdout.write(`added: ${countLayers(added)}, known: ${known}, not taken: ${refused.length}\n`);
				if (refused.length > 0) exit(EXIT.failed);
			});
		});
	command
		.command("key")
		.argument("<file>", "where the private key is, or is to be")
		.description("make a key pair to sign layers with; prints the public key")
		.action((file: string) => makeKey(file, context));
	command
		.command("push")
		.argument("[layer...]", "keys, or the beginnings of some; all unless given")
		.description("sign layers and put them into a folder that other machines take them from")
		.option("--remote <url>", "address of that folder")
		.option("--key <file>", "the private key")
		.option(...place)
		.action((wanted: string[], flags: Flags & PushFlags) =>
			asOwner(flags, (stores) => pushLayers(stores, wanted, flags, context)),
		);
	return command;
}

/** Throws UserError `no-layers` without one, and the first one of several. */
function oneStore([store]: readonly LayerStore[]): LayerStore {
	if (store) return store;
	throw new UserError({ code: "no-layers", message: "There are no layers", next: ["diskwright cache list"] });
}

/** Whoever called sudo can use the file, and nobody else. */
function giveToCaller(file: string, { SUDO_UID, SUDO_GID }: CliContext["env"]): void {
	if (isRoot() && SUDO_UID && SUDO_GID) chownSync(file, Number(SUDO_UID), Number(SUDO_GID));
}

function parseDigest(text: string): string {
	const digest = text.replace(/^sha256:/, "");
	if (/^[0-9a-f]{64}$/i.test(digest)) return digest;
	throw new UserError({
		code: "bad-digest",
		message: `--digest needs the 64 hexadecimal digits of a SHA-256, not "${text}"`,
		next: ["diskwright cache export prints it; so does sha256sum FILE."],
	});
}

/** What the command line wants, and of the rest what the variables say. Throws UserError. */
function pruneLimits({ all, days, size }: PruneFlags, set: LayerLimits): LayerLimits {
	if (all) return { reserved: 0, most: 0, minimumFree: 0, keepMs: 0 };
	const most = size === undefined ? set.most : parseSize(size);
	return {
		...set,
		most,
		// Who names days means all that is older.
		reserved: days === undefined ? Math.min(set.reserved, most) : 0,
		keepMs: days === undefined ? set.keepMs : parseCount("--days", days) * DAY_MS,
	};
}

const countLayers = (count: number) => (count === 1 ? "1 layer" : `${count} layers`);
