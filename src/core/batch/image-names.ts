import { UserError } from "../errors.js";
import type { MatrixCell } from "./matrix.js";

/** What may stand in the name of an image for what its build has of its own. */
export const PLACEHOLDERS = ["{profile}", "{release}", "{arch}"] as const;

/**
 * The name of a build's image: the one that it would have alone, with what tells it from the others behind it; or, where that
 * name has placeholders, with their values. Throws UserError `no-value` for a placeholder that has none.
 */
export function imageNameOf(name: string, cell: MatrixCell): string {
	if (!PLACEHOLDERS.some((placeholder) => name.includes(placeholder))) return `${name}${cell.suffix}`;
	const values: Readonly<Record<(typeof PLACEHOLDERS)[number], string | undefined>> = {
		"{profile}": cell.profile?.replace(/^.*\//, "").replace(/\.ya?ml$/, ""),
		"{release}": cell.release,
		"{arch}": cell.architecture,
	};
	return name.replaceAll(/\{(?:profile|release|arch)\}/g, (placeholder) => {
		const value = values[placeholder as keyof typeof values];
		if (value !== undefined) return value;
		throw new UserError({
			code: "no-value",
			message: `The name ${name} has ${placeholder} in it, and the build ${cell.name} names none`,
			next: ["Leave it out, or name it: a profile, --release, --arch."],
		});
	});
}

/** A build, and all files that it makes; paths are absolute. */
export interface FilesOfBuild {
	readonly name: string;
	readonly files: readonly string[];
}

/** Throws UserError `same-output` when two builds would write one file. */
export function assertOwnFiles(builds: readonly FilesOfBuild[]): void {
	const owners = new Map<string, string>();
	for (const { name, files } of builds) {
		for (const file of files) {
			const other = owners.get(file);
			if (other === undefined || other === name) {
				owners.set(file, name);
				continue;
			}
			throw new UserError({
				code: "same-output",
				message: `The builds ${other} and ${name} would both write ${file}`,
				next: [
					`Give each a name of its own: -o '${PLACEHOLDERS.slice(0, 2).join("-")}'; ${PLACEHOLDERS.join(", ")} stand for what a build has.`,
					"Or leave -o out: then each is named after its profile.",
				],
			});
		}
	}
}
