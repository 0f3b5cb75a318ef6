import { ACCESS_CAUSES } from "./causes/access.js";
import { DISK_CAUSES } from "./causes/disks.js";
import { DOWNLOAD_CAUSES } from "./causes/downloads.js";
import { PACKAGE_CAUSES } from "./causes/packages.js";
import { RESOURCE_CAUSES } from "./causes/resources.js";
import { SCRIPT_CAUSES } from "./causes/scripts.js";
import { SOURCE_CAUSES } from "./causes/sources.js";
import type { KnownCause } from "./known-cause.js";

/**
 * Every known cause, sorted by what it is about; of two that fit one line equally well the earlier counts. Each has a log
 * of a real failure in test/fixtures/known-causes.
 */
export const KNOWN_CAUSES: readonly KnownCause[] = [
	...DISK_CAUSES,
	...RESOURCE_CAUSES,
	...DOWNLOAD_CAUSES,
	...PACKAGE_CAUSES,
	...SOURCE_CAUSES,
	...SCRIPT_CAUSES,
	...ACCESS_CAUSES,
];
