import { shortBytes } from "../text/short-quantities.js";
import type { Device, DeviceContent } from "./device.js";
import { refuseDevice } from "./refuse-device.js";

/** `/dev/sdb: SanDisk Ultra, 14.9G, USB`. */
export function deviceTitle({ path, model, bytes, isUsb, isRemovable, isPartition, serial }: Device): string {
	const kind = isPartition ? "partition" : isUsb ? "USB" : isRemovable ? "removable" : "built in";
	const facts = [model || "unknown model", shortBytes(bytes), kind, ...(serial ? [`serial ${serial}`] : [])];
	return `${path}: ${facts.join(", ")}`;
}

/** What is on a device, a line each; one line that says so where nothing is. */
export function contentLines({ contents }: Device): readonly string[] {
	const [itself, ...others] = contents;
	if (others.length > 0) return others.map((content) => `${"  ".repeat(content.depth)}${contentText(content)}`);
	if (itself?.fileSystem !== undefined) return [`  ${contentText(itself)}`];
	return ["  nothing that is known"];
}

function contentText({ name, bytes, fileSystem, label, mountedAt, isSwap }: DeviceContent): string {
	const used = isSwap ? ["in use as swap"] : mountedAt.map((place) => `mounted at ${place}`);
	return [name, shortBytes(bytes), fileSystem ?? "unknown", ...(label ? [`'${label}'`] : []), ...used].join("  ");
}

/** The devices as a table, those that may be written to first. */
export function deviceTable(devices: readonly Device[]): readonly string[] {
	const rows = devices.map((device) => ({ device, refusal: refuseDevice(device) }));
	const ordered = [...rows.filter(({ refusal }) => !refusal), ...rows.filter(({ refusal }) => refusal)];
	const cells = ordered.map(({ device, refusal }) => [
		device.path,
		shortBytes(device.bytes),
		`${device.model || "unknown model"}${device.isUsb ? " (USB)" : ""}`,
		refusal ? `not offered: it ${refusal.why}` : summary(device),
	]);
	const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((row) => row[column]?.length ?? 0)));
	return cells.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join("  ")
			.trimEnd(),
	);
}

/** What would be lost, in a few words. */
function summary({ contents }: Device): string {
	const known = contents.filter(({ fileSystem }) => fileSystem !== undefined);
	if (known.length > 0) {
		return `holds ${known.map(({ label, name, fileSystem }) => `${label || name} (${fileSystem})`).join(", ")}`;
	}
	const partitions = contents.length - 1;
	if (partitions === 0) return "holds nothing that is known";
	return `holds ${partitions === 1 ? "a partition" : `${partitions} partitions`} of unknown contents`;
}
