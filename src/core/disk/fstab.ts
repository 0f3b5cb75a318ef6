import type { PlacedFileSystem } from "./disk-layout.js";
import type { DiskGraph } from "./graph.js";

/** What separates or quotes in fstab(5), as it is written inside a field. */
const ESCAPES: Readonly<Record<string, string>> = { " ": "\\040", "\t": "\\011", "\n": "\\012", "\\": "\\134" };

/** One field of fstab; empty and comma-separated ones are the caller's business. */
export function fstabField(text: string): string {
	return text.replaceAll(/[ \t\n\\]/g, (sign) => ESCAPES[sign] ?? sign);
}

/** A line for every mount that has an fstab entry, in mount order (contract §9.7). */
export function fstabText(graph: DiskGraph, fileSystems: readonly PlacedFileSystem[]): string {
	const nodes = [...graph.nodes.values()];
	return graph.mountOrder
		.map((point) => {
			const mount = nodes.find((node) => node.kind === "mount" && node.mountPoint === point);
			const entry = nodes.find((node) => node.kind === "fstab" && node.base === mount?.name);
			const system = fileSystems.find(({ mountPoint }) => mountPoint === point);
			if (entry?.kind !== "fstab" || !system) return "";
			const label = `LABEL=${fstabField(system.label)}`;
			if (system.type === "swap") return `${label} none swap sw 0 0\n`;
			const fields = [
				label,
				fstabField(point.startsWith("/") ? point : `/${point}`),
				system.type,
				fstabField(entry.options),
				entry.dump,
				entry.pass,
			];
			return `${fields.join(" ")}\n`;
		})
		.join("");
}
