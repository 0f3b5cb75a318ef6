import type { Element } from "../element/element.js";
import type { Phase } from "../hooks/phases.js";
import { needsDisk } from "../output/output-formats.js";
import type { Plan } from "./plan.js";

const LAST_PHASES: readonly Phase[] = ["pre-finalise", "finalise", "cleanup"];
/** Types that are made and filled in a file. */
const IN_A_FILE = /^(ext[234]|v?fat|swap)$/;

/**
 * Why a build will need loop devices, in a few words; undefined for one that fills its file systems in files. Hooks that
 * extra-data.d adds during the build are not known yet.
 */
export function deviceNeed(
	plan: Pick<Plan, "disk" | "phases" | "outputs" | "settings">,
	elements: readonly Element[],
): string | undefined {
	const { disk, phases, outputs, settings } = plan;
	if (disk.usesLvm) return "the layout has logical volumes";
	const mounted = phases
		.filter(({ phase }) => LAST_PHASES.includes(phase))
		.flatMap(({ phase, hooks }) => hooks.map(({ name, element }) => ({ hook: `${phase}.d/${name}`, element })))
		.find(({ hook, element }) => {
			const meta = elements.find(({ name }) => name === element)?.meta;
			return meta?.finalFilesystem[hook] !== false;
		});
	if (mounted) return `${mounted.hook} of the element ${mounted.element} sees the final file systems mounted`;
	const point = settings.breakPoints.find((one) => LAST_PHASES.some((phase) => one.endsWith(phase)));
	if (point) return `the build stops at ${point}, with the final file systems mounted`;
	const type = disk.config.flatMap(({ mkfs }) => (mkfs ? [String(mkfs.type)] : [])).find((one) => !IN_A_FILE.test(one));
	if (type && needsDisk(outputs.map(({ format }) => format)))
		return `a file system of type ${type} is made on a device`;
	return undefined;
}
