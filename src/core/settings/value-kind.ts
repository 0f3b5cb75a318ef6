/** What the value of an option is, so that a shell can complete it. */
export type ValueKind =
	| "architecture"
	| "checksum"
	/** One of those that the option lists itself. */
	| "choice"
	| "element"
	| "file"
	| "folder"
	/** Folders with colons between them. */
	| "folders"
	/** Output formats with commas between them. */
	| "formats"
	/** A kind of partition table, or a file. */
	| "layout"
	| "on-failure"
	| "profile"
	| "release"
	| "run"
	/** A collection of elements by others. */
	| "source"
	/** A profile or an element. */
	| "target"
	/** A task of a run. */
	| "task"
	/** Text that nobody can guess. */
	| "text";
