import { ALL_SETTINGS } from "./settings.js";

/** The table of keys in docs/profiles.md, one row a key. */
export function keysTable(): string {
	const rows = ALL_SETTINGS.map(({ path, row }) => `| \`${path.join(".")}\` | ${row.meaning} |`);
	return ["| Key | Value |", "| --- | --- |", "| `version` | Version of this format: 1. Required |", ...rows].join(
		"\n",
	);
}
