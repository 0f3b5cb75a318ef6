/** One regular file of an element with its content. */
export interface ElementFile {
	/** Path inside the element: `install.d/10-motd`. */
	readonly path: string;
	/** Absolute path. */
	readonly file: string;
	/** Decoded as UTF-8, other bytes replaced; empty for binary files and those over 1 MiB. */
	readonly text: string;
	readonly executable: boolean;
	/** True for content that is not text, or too much of it to look at. */
	readonly binary: boolean;
}

/** Whether a name arrived whole: bytes that are no UTF-8 are replaced by U+FFFD, and the file cannot be asked for. */
export const isWhole = (name: string): boolean => !name.includes("\ufffd");
