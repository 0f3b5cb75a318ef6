import { basename } from "node:path";
import { Command } from "commander";
import { EXIT, UserError } from "../../core/errors.js";
import { shortBytes } from "../../core/text/short-quantities.js";
import { printableJson } from "../../core/text/terminal-text.js";
import { contentLines, deviceTable, deviceTitle } from "../../core/write/describe-device.js";
import type { Device } from "../../core/write/device.js";
import { refuseDevice } from "../../core/write/refuse-device.js";
import { onStopSignal } from "../../host/stop-signals.js";
import { findDevice } from "../../write/find-device.js";
import { type OpenImage, openImage } from "../../write/open-image.js";
import { listDevices } from "../../write/read-device.js";
import { assertWritable, writeToDevice } from "../../write/write-to-device.js";
import type { CliContext } from "../entry/context.js";
import { workCountsMoreThanOutput } from "../entry/lost-output.js";
import { findImage } from "../publish/find-image.js";
import { showProgress } from "../publish/show-progress.js";
import { confirmDevice } from "../write/confirm-device.js";
import { outcomeLines } from "../write/outcome-lines.js";

interface WriteFlags {
	readonly yes?: true;
	readonly format?: string;
	readonly partition?: true;
	readonly json?: true;
}

/** `diskwright write IMAGE|RUN [DEVICE]`. `exit` takes the exit code. */
export function writeCommand(context: CliContext, exit: (code: number) => void): Command {
	return new Command("write")
		.description("write an image to a disk or USB stick, read it back and compare")
		.argument("<image|run>", "an image that QEMU reads, or what a run has made: its id, or latest")
		.argument("[device]", "the disk, such as /dev/sdb; without it those that there are get listed")
		.option("--yes", "overwrite it without a question, for scripts")
		.option("--format <format>", "which image of a run; of a file, what it is in QEMU's words")
		.option("--partition", "the device is a partition: overwrite it alone")
		.option("--json", "print what was done, or the list, as JSON")
		.addHelpText("after", EXAMPLES)
		.action(async (wanted: string, path: string | undefined, flags: WriteFlags) => {
			const found = await findImage(wanted, flags.format, context);
			if (path === undefined) return await listThem(wanted, flags, context);
			const device = await findDevice(path, context.cwd);
			const image = await openImage(found.path, formatOfFile(wanted, found.path, flags.format));
			try {
				exit(await writeOne(image, device, flags, context));
			} finally {
				await image.close();
			}
		});
}

/** For a run `--format` chooses, and the file says itself what it is. */
const formatOfFile = (wanted: string, path: string, format: string | undefined) =>
	basename(wanted) === basename(path) ? format : undefined;

async function listThem(wanted: string, { json }: WriteFlags, { stdout }: CliContext): Promise<void> {
	const devices = await listDevices();
	if (json) {
		const told = devices.map((device) => ({ ...device, refused: refuseDevice(device)?.why ?? null }));
		return void stdout.write(`${printableJson(told, 2)}\n`);
	}
	const first = devices.find((device) => !refuseDevice(device));
	const next = first
		? `\nWrite to one of them: diskwright write ${wanted} ${first.path}`
		: "\nNone of them can be written to: put in a stick, and look again.";
	stdout.write(`${[...deviceTable(devices), next].join("\n")}\n`);
}

async function writeOne(image: OpenImage, device: Device, flags: WriteFlags, context: CliContext): Promise<number> {
	const { stdout, stderr } = context;
	const says = flags.json ? stderr : stdout;
	assertWritable(image, device, flags.partition === true);
	const size = `${basename(image.path)}: ${image.format}, a disk of ${shortBytes(image.bytes)}`;
	says.write(`${[size, deviceTitle(device), ...contentLines(device)].join("\n")}\n`);
	if (!flags.yes) await confirmDevice(image.path, device);
	const cancel = new AbortController();
	workCountsMoreThanOutput();
	const release = onStopSignal(() => cancel.abort());
	const shown = showProgress(stderr, process.stderr.isTTY === true);
	const began = Date.now();
	try {
		const note = (text: string) => {
			shown.end();
			says.write(`${text}\n`);
		};
		const outcome = await writeToDevice({ image, device, signal: cancel.signal, progress: shown.progress, note });
		shown.end();
		const ms = Date.now() - began;
		if (flags.json) stdout.write(`${printableJson({ device: device.path, image: image.path, ...outcome, ms }, 2)}\n`);
		else stdout.write(`${outcomeLines(outcome, device, ms).join("\n")}\n`);
		return EXIT.ok;
	} catch (error) {
		shown.end();
		if (!cancel.signal.aborted || error instanceof UserError) throw error;
		stderr.write(
			`Cancelled. ${device.path} holds a part of the image, without a partition table: write to it again.\n`,
		);
		return EXIT.cancelled;
	} finally {
		release();
	}
}

const EXAMPLES = `
Examples:
  diskwright write debian-vm.qcow2                 which disks there are
  diskwright write debian-vm.qcow2 /dev/sdb        shows what is on it, asks, writes, compares
  diskwright write latest /dev/disk/by-id/usb-SanDisk_Ultra --yes`;
