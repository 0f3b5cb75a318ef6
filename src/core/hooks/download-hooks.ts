/** How long a hook that does nothing but download may take when nobody has said how long hooks may take. */
export const DOWNLOAD_HOOK_SECONDS = 4 * 3600;

/**
 * Hooks that only download, ours and those of diskimage-builder: package lists, sources, cloud images. What installs packages
 * takes as long as it takes.
 */
const DOWNLOADS = [
	/^extra-data\.d\/\d+-source-repositories$/,
	/^root\.d\/\d+-cache-[\w-]+-tarball$/,
	/^root\.d\/\d+-[\w-]+-cloud-image$/,
	/^pre-install\.d\/\d+-apt-get-update$/,
];

/** The longest time of a hook (`PHASE.d/NAME`) in seconds; undefined for as long as it takes. */
export function hookSeconds(hook: string, asked: number | undefined): number | undefined {
	return asked ?? (DOWNLOADS.some((pattern) => pattern.test(hook)) ? DOWNLOAD_HOOK_SECONDS : undefined);
}
