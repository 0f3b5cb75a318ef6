/** Why the operating system refused to store something, in words that end a sentence. */
const REASONS: Readonly<Record<string, string>> = {
	ENOSPC: "its file system is full",
	EDQUOT: "the quota there is used up",
	EROFS: "its file system is read-only",
	EIO: "its disk reports errors (input/output error)",
	EREMOTEIO: "its disk reports errors (remote input/output error)",
	EUCLEAN: "its file system is damaged",
	EFBIG: "it is larger than that file system, or a limit, allows",
	ESTALE: "its server no longer knows it (stale file handle)",
	EHOSTDOWN: "its server does not answer",
	ETIMEDOUT: "its server does not answer",
	ENOTCONN: "what serves that file system has ended",
	ENODEV: "its device is gone",
	ENXIO: "its device is gone",
	EMFILE: "too many files are open",
	ENFILE: "too many files are open on this host",
	EACCES: "you may not write there",
	EPERM: "you may not write there",
	ENOTDIR: "a part of the path is not a folder",
	EISDIR: "there is a folder of that name",
	EEXIST: "there is a file of that name",
	ELOOP: "its links lead in a circle, or there is a link where a file belongs",
	ENAMETOOLONG: "the name is too long",
	ETXTBSY: "it is being executed",
	ENOENT: "nothing can be made there",
};

/** No fault of ours, wherever they come up. */
const STORAGE = new Set([
	"ENOSPC",
	"EDQUOT",
	"EROFS",
	"EIO",
	"EREMOTEIO",
	"EUCLEAN",
	"EFBIG",
	"ESTALE",
	"EMFILE",
	"ENFILE",
]);
/** No fault of ours when they come from a file, and not from a socket or a program. */
const OF_A_PATH = new Set([
	"EACCES",
	"EPERM",
	"ENOTDIR",
	"ELOOP",
	"EHOSTDOWN",
	"ETIMEDOUT",
	"ENOTCONN",
	"ENODEV",
	"ENXIO",
]);

/** Why something could not be written, in words that end a sentence. */
export function whyUnwritable(error: unknown): string {
	const { code, message } = error as NodeJS.ErrnoException;
	return REASONS[code ?? ""] ?? String(message ?? error);
}

/** The sentence for a refusal of the operating system that no check foresaw: the path and the reason; undefined for other errors. */
export function storageRefusal(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined;
	const { code = "", path, dest, syscall = "" } = error as NodeJS.ErrnoException & { dest?: string };
	const place = dest ?? path;
	const known = STORAGE.has(code) || (OF_A_PATH.has(code) && place !== undefined && !syscall.startsWith("spawn"));
	return known ? `${place ?? "A file"} cannot be used: ${REASONS[code]}` : undefined;
}
