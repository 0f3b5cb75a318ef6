import type { Draft, Values } from "./node.js";
import { fail, nameOf, required } from "./values.js";

/** Physical volumes, volume groups and logical volumes, with the node that makes them all (contract §9.7). */
export function readLvm(values: Values): Draft[] {
	const driver = nameOf(values);
	const list = (key: string, message: string): Values[] => {
		if (!Array.isArray(values[key])) fail(message);
		return values[key] as Values[];
	};
	const pvs = list("pvs", "Lvm config requires a 'pvs'");
	const vgs = list("vgs", "Lvm config needs 'vgs'");
	const lvs = list("lvs", "Lvm config needs 'lvs'");
	const bases = pvs.map((pv) => required(pv, "base", "Missing 'base' in pvs_config"));
	const names = pvs.map((pv) => required(pv, "name", "Missing 'name' in pvs_config"));
	const drafts: Draft[] = [{ node: { kind: "lvm", name: driver, values }, needs: bases }];
	for (const pv of pvs) drafts.push({ node: { kind: "pv", name: String(pv.name), values: pv }, needs: [driver] });
	for (const vg of vgs) {
		const name = required(vg, "name", "Missing 'name' in vgs config");
		const from = Array.isArray(vg.base) ? vg.base.map(String) : fail(`Missing 'base' in vgs config of ${name}`);
		for (const pv of from) if (!names.includes(pv)) fail(`base:${pv} in vgs does not match a valid pvs`);
		drafts.push({ node: { kind: "vg", name, values: vg }, needs: from });
	}
	for (const lv of lvs) {
		const name = required(lv, "name", "Missing 'name' in lvs config");
		const base = required(lv, "base", `Missing 'base' in lvs config of ${name}`);
		if (lv.size === undefined && lv.extents === undefined)
			fail("Missing 'size' or 'extents' in lvs config", `It is ${name}.`);
		if (lv.type !== undefined && lv.type !== "thin" && lv.type !== "thin-pool") {
			fail(`Unsupported type:${String(lv.type)}, supported types: thin, thin-pool`);
		}
		drafts.push({ node: { kind: "lv", name, values: lv }, needs: [base] });
	}
	return drafts;
}
