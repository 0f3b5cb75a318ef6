/** Read or set by the engine itself (contract §2.2, §3.2, §3.3), or families of names that elements share. */
const ENGINE_VARIABLE = new RegExp(
	`^DIB_(${[
		"ARGS|ENV|PYTHON|PYTHON_EXEC|PYTHON_VERSION|DEBUG_TRACE|IMAGE_CACHE|LOCKFILES|OFFLINE|CHECKSUM|NO_TMPFS|MIN_TMPFS",
		"BLOCK_DEVICE\\w*|BLOCK_SIZE|IMAGE_SIZE|IMAGE_EXTRA_SIZE|JOURNAL_SIZE|GZIP_BIN|SHOW_IMAGE_USAGE(_FULL)?|QUIET",
		"NO_TIMESTAMP|INSTALLTYPE_\\w*|DEFAULT_INSTALLTYPE|REPO(TYPE|LOCATION|REF)_\\w*|GITREPOBASE|BAREMETAL_\\w+_PATTERN",
		"PYTHON_LOGGING_CONFIG_FILE|ROOT_LABEL|ROOT_FSTYPE|BOOT_LABEL|MOUNTPOINTS|KERNEL_VERSION|MODULE_ROOT",
		"LIB_UDEV_ROOT|NO_PARALLEL\\w*",
	].join("|")})$`,
);

/** Every operating system element reads or sets these, so other elements may rely on them without a dependency. */
const SYSTEM_VARIABLE = /^DIB_(RELEASE|DISTRIBUTION_MIRROR\w*|INIT_SYSTEM)$/;

/** Whether a DIB_* name belongs to the engine rather than to an element. */
export function isEngineVariable(name: string): boolean {
	return ENGINE_VARIABLE.test(name);
}

/** Whether a DIB_* name is common to all operating system elements. */
export function isSystemVariable(name: string): boolean {
	return SYSTEM_VARIABLE.test(name);
}
