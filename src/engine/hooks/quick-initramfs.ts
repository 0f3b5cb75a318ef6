import { existsSync } from "node:fs";
import { cp, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { BuildContext } from "../build-context.js";
import { HOOKS_INSIDE } from "../root/chroot.js";
import { environmentInside } from "./environment.js";

/** The engine's folder in the hooks tree. */
const FOLDER = "diskwright";
const SETTINGS = `${FOLDER}/apt.conf`;

/**
 * A folder that the package with `update-initramfs` brings, and no other one: through it ours is found when theirs is there, and
 * no sooner.
 */
const PACKAGE = "/usr/share/doc/initramfs-tools";

/**
 * Puts into the hooks tree what makes initial ramdisks quick that packages ask for while apt installs them: an `update-initramfs`
 * that apt's settings put first on the path of packages. Our own element `dpkg` has them made once, at the end.
 */
export async function offerQuickInitramfs({ work, elements, environment, order }: BuildContext): Promise<void> {
	const own = join(order.packageRoot, "elements");
	const dpkg = elements.find(({ name }) => name === "dpkg");
	const folder = join(work.hooks, FOLDER);
	if (!dpkg || dpkg.collection === own || existsSync(folder)) return;
	const library = join(environment._LIB as string, "initramfs");
	await mkdir(join(folder, "bin"), { recursive: true });
	await cp(join(own, "dpkg/initramfs"), join(folder, "initramfs"), { recursive: true });
	await cp(join(library, "update-initramfs"), join(folder, "initramfs/update-initramfs"));
	await cp(join(library, "apt.conf"), join(work.hooks, SETTINGS));
	const up = "../".repeat(PACKAGE.split("/").length - 1);
	await symlink(
		`${PACKAGE}/${up}${HOOKS_INSIDE.slice(1)}/${FOLDER}/initramfs/update-initramfs`,
		join(folder, "bin/update-initramfs"),
	);
}

/**
 * What a phase inside the image begins with, before its snippets (contract §3.6): {@link environmentInside}, and where they are
 * offered the settings for apt, unless somebody has his own.
 */
export function phaseEnvironment(
	{ work, environment, callerNames }: Pick<BuildContext, "work" | "environment" | "callerNames">,
	variables: Readonly<Record<string, string>> = {},
): Record<string, string> {
	const inside = environmentInside({ ...environment, ...variables }, callerNames);
	if (!existsSync(join(work.hooks, SETTINGS))) return inside;
	return { APT_CONFIG: join(HOOKS_INSIDE, SETTINGS), ...inside };
}
