/** Names that editors give to what they keep beside a file while it is written: vim, emacs, kate, gedit, nano, JetBrains. */
const EDITOR_FILES = [
	/^4913$/,
	/^\..*\.sw[a-z]$/,
	/~$/,
	/^\.?#/,
	/\.kate-swp$/,
	/^\.goutputstream-/,
	/___jb_(tmp|old)___$/,
	/^\..*\.(tmp|temp)(\.|-|$)/,
];

/** Whether a file with this name is no file of an element, but one of an editor at work. */
export const isEditorFile = (name: string): boolean => EDITOR_FILES.some((pattern) => pattern.test(name));
