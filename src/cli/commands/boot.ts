import { Command, Option } from "commander";
import { type BootResult, bootImage } from "../../boot/boot-image.js";
import { EXIT, UserError } from "../../core/errors.js";
import { cleanLine, printableJson } from "../../core/text/terminal-text.js";
import { given } from "../../core/values/given.js";
import { onStopSignal } from "../../host/stop-signals.js";
import { userFolders } from "../../host/user-folders.js";
import { processContext } from "../entry/context.js";
import { workCountsMoreThanOutput } from "../entry/lost-output.js";

interface BootFlags {
	readonly arch?: string;
	readonly initramfs?: string;
	readonly append?: string;
	readonly until?: string;
	readonly timeout: string;
	readonly firmware: "auto" | "bios" | "efi";
	readonly kvm: boolean;
	readonly memory?: string;
	readonly json?: boolean;
}

/** `diskwright boot IMAGE`: boots an image or a ramdisk under QEMU and says whether it got as far as a prompt. */
export function bootCommand(): Command {
	return new Command("boot")
		.description("boot an image or a ramdisk under QEMU until its serial console shows a text")
		.argument(
			"<image>",
			"disk image: raw, qcow2 or another format QEMU reads; or NAME.kernel with NAME.initramfs beside it; not changed",
		)
		.option("--arch <name>", "what the image was built for (default: what its manifest says, else as this host)")
		.option("--initramfs <file>", "boot the image as a kernel with this initramfs")
		.option("--append <words>", "more words for the kernel's command line, with an initramfs")
		.option(
			"--until <regex>",
			'success when a line of the console matches (default: "login: ", or a shell\'s prompt of a ramdisk)',
		)
		.option("--timeout <seconds>", "give up after this time", "300")
		.addOption(
			new Option("--firmware <kind>", "what starts the image").choices(["auto", "bios", "efi"]).default("auto"),
		)
		.option("--no-kvm", "emulate the processor even where KVM is available")
		.option("--memory <MiB>", "memory of the machine (default: 1024, for a ramdisk 2048)")
		.option("--json", "print the result as JSON; the console goes to standard error")
		.action(boot);
}

async function boot(image: string, flags: BootFlags): Promise<void> {
	const cancel = new AbortController();
	workCountsMoreThanOutput();
	const release = onStopSignal(() => cancel.abort());
	const { stdout, stderr } = processContext();
	const console = flags.json ? stderr : stdout;
	try {
		const result = await bootImage({
			image,
			...given("architecture", flags.arch),
			...given("initramfs", flags.initramfs),
			...given("append", flags.append),
			...given("until", flags.until),
			timeoutSeconds: positive("--timeout", flags.timeout),
			...given("memoryMiB", flags.memory === undefined ? undefined : positive("--memory", flags.memory)),
			firmware: flags.firmware,
			kvm: flags.kvm,
			cacheDir: userFolders(process.env).cache,
			signal: cancel.signal,
			onOutput: (text) => console.write(text),
			onNote: (text) => stderr.write(`${cleanLine(text)}\n`),
		});
		// The prompt that matched does not end its line.
		console.write("\n");
		if (flags.json) stdout.write(`${printableJson(result, 2)}\n`);
		else stderr.write(`${summary(result)}\n`);
		process.exitCode = result.matched ? EXIT.ok : EXIT.boot;
	} catch (error) {
		if (!cancel.signal.aborted) throw error;
		stderr.write("\nThe boot test was cancelled.\n");
		process.exitCode = EXIT.cancelled;
	} finally {
		release();
	}
}

function positive(flag: string, value: string): number {
	const number = Number(value);
	if (Number.isFinite(number) && number > 0) return number;
	throw new UserError({
		code: "bad-number",
		message: `${flag} needs a number greater than zero, not "${value}"`,
		next: ["diskwright boot --help"],
	});
}

function summary(result: BootResult): string {
	const machine = `${result.architecture}, ${result.firmware === "efi" ? "EFI" : "BIOS"}, ${result.accelerator.toUpperCase()}`;
	const head = `${result.matched ? "booted" : "did not boot"} (${machine}): ${result.reason}`;
	// What QEMU said itself did not appear on the console.
	const said = result.exitCode ? result.lastLines.slice(-3).map((line) => `  ${line}`) : [];
	// Why it took so long, for who does not know the word.
	const slow = result.accelerator === "tcg" ? ["  TCG: the processor was emulated, much slower than with KVM"] : [];
	return [head, ...slow, ...said].join("\n");
}
