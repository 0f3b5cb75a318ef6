import { stringify } from "yaml";
import { commandLine, imageCommand } from "../dib/image-command.js";
import type { Reference } from "../settings/setting.js";
import { quoteWord } from "../text/quote-shell.js";
import { describeImage, type ExportFiles } from "./image-definition.js";
import type { Profile } from "./profile.js";

/** Text made from a profile, and what of the profile it cannot say: one sentence each. */
export interface Exported {
	readonly text: string;
	readonly leftOut: readonly string[];
}

/**
 * The `disk-image-create` command that builds what the profile (with everything it extends merged in) builds, as one line
 * for a shell: assignments, options, elements (contract §2.2). DIB's own program understands all of it. Secrets are read
 * by the shell when it runs the command.
 */
export function exportDibCommand(profile: Profile, files: ExportFiles): Exported {
	const { image, secrets, leftOut } = describeImage(profile, files);
	const references = secrets.map(({ name, reference }) => `${name}=${shellReference(reference, files)}`);
	return { text: commandLine(imageCommand(image), references), leftOut };
}

/** DIB's YAML list with one image for each profile (contract §2.4). Secrets are left to the environment of the build. */
export function exportDibList(profiles: readonly Profile[], files: ExportFiles): Exported {
	const described = profiles.map((profile) => describeImage(profile, files));
	return {
		text: stringify(
			described.map(({ image }) => image),
			// DIB reads YAML 1.1, where a bare `yes` is not text.
			{ version: "1.1", lineWidth: 0 },
		),
		leftOut: described.flatMap(({ leftOut, secrets }) => [
			...leftOut,
			...secrets.map(
				({ name, reference }) =>
					`'${name}' is secret. Set it before the list is built: export ${name}=${shellReference(reference, files)}`,
			),
		]),
	};
}

/** A word that a shell replaces by the secret. */
export function shellReference(reference: Reference, { filePath }: Pick<ExportFiles, "filePath">): string {
	if ("from-env" in reference) return `"$${reference["from-env"]}"`;
	return `"$(cat ${quoteWord(filePath(reference["from-file"]))})"`;
}
