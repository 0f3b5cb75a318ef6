import type { DiskLayout } from "../../core/disk/disk-layout.js";
import { type Identity, identityOf, parseEpoch } from "../../core/reproducible/identity.js";
import type { BuildContext } from "../build-context.js";

/** What stands in the place of clock and random numbers; undefined for an image that need not be the same twice. */
export function identity({ plan, environment }: Pick<BuildContext, "plan" | "environment">): Identity | undefined {
	if (!plan.settings.reproducible) return undefined;
	const epoch = parseEpoch(environment.SOURCE_DATE_EPOCH ?? "");
	if (epoch === undefined) throw new Error("the plan has let no such SOURCE_DATE_EPOCH pass");
	return identityOf(plan, epoch);
}

/** The layout with the UUIDs that its file systems always get. */
export function withUuids(layout: DiskLayout, { uuid }: Identity): DiskLayout {
	return {
		...layout,
		fileSystems: layout.fileSystems.map((system) => ({ ...system, uuid: system.uuid ?? uuid(`fs ${system.node}`) })),
	};
}
