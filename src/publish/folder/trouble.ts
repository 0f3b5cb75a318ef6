import { EXIT, UserError } from "../../core/errors.js";

const WHY: Readonly<Record<string, readonly [why: string, next: string]>> = {
	ENOSPC: ["its disk is full", "Make room there, or publish to another disk; nothing half is left."],
	EDQUOT: ["your quota there is used up", "Make room there, or ask for more; nothing half is left."],
	EFBIG: ["its file system takes no file so large", "Publish to another one: ext4 or xfs; vfat ends at 4 GiB."],
	EROFS: ["it is mounted read-only", "Mount it for writing, or publish to another folder."],
	EACCES: [
		"you may not write there",
		"Ask who owns it for the right, or publish as that user: sudo -u USER diskwright publish …",
	],
	EPERM: [
		"you may not write there, or its file system knows no symbolic links",
		"Publish to a folder of your own on ext4 or xfs.",
	],
	ENOENT: ["it has gone meanwhile", "Mount it again, and publish again."],
	ESTALE: ["its server has lost it", "Mount it again, and publish again."],
	EIO: ["its disk fails", "Look at the kernel's log (dmesg), and publish to another disk."],
};

/** What a user reads of what went wrong in a folder: one paragraph with the next step. Other errors pass. */
export function explainFolder(folder: string, cause: unknown): unknown {
	const code = (cause as NodeJS.ErrnoException | null)?.code;
	if (cause instanceof UserError || typeof code !== "string" || !/^E[A-Z]+$/.test(code)) return cause;
	const [why, next] = WHY[code] ?? [(cause as Error).message, "Correct that, and publish again."];
	return new UserError({
		code: "target-folder",
		message: `The image cannot be published to ${folder}: ${why}`,
		place: { file: folder },
		next: [next],
		exitCode: EXIT.host,
		cause,
	});
}
