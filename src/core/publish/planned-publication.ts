import { basename } from "node:path";
import { type PublishRule, USUAL_RULE } from "./publish-rule.js";

/** What a profile says about one place to publish to. */
export interface PlannedPublication extends Partial<Omit<PublishRule, "to">> {
	readonly to: string;
	/** Done at the end of the build, and not only when somebody asks for it. */
	readonly afterBuild: boolean;
}

/** The whole rule: what a profile leaves out is as usual, the name that of the image. */
export function completeRule({ afterBuild: _, ...said }: PlannedPublication, imageName: string): PublishRule {
	return { ...USUAL_RULE, name: basename(imageName), ...said };
}

/** Those that the build itself carries out. */
export const afterBuild = (planned: readonly PlannedPublication[] = []): readonly PlannedPublication[] =>
	planned.filter((one) => one.afterBuild);

/** What clouds take, the smaller first. */
export const SENT_FORMATS: readonly string[] = ["qcow2", "raw", "vmdk", "vhdx", "vhd", "vdi"];

/** Of several outputs the one that is sent; in `wanted` where that is said. */
export function chooseOutput<Output extends { readonly format: string }>(
	outputs: readonly Output[],
	wanted?: string,
): Output | undefined {
	const formats = wanted === undefined ? SENT_FORMATS : [wanted];
	return formats.flatMap((format) => outputs.filter((output) => output.format === format))[0];
}
