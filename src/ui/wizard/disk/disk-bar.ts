import type { DiskSketch } from "../../../core/disk/sketch-disk.js";
import { shortBytes } from "../../../core/text/short-quantities.js";
import { pad } from "../../kit/text/text.js";

/** One part of a disk as it is drawn. */
export interface BarPart {
	readonly name: string;
	/** File system and mount point, or the kind of partition. */
	readonly use: string;
	readonly size: string;
	/** Cells between the lines. */
	readonly columns: number;
}

/** Cells that a part takes at least, so that something can be read in it. */
const LEAST = 8;

/** The parts of an image in a bar of `columns` cells: as wide as they are large, but none too narrow to be read. */
export function diskBarParts(image: DiskSketch["images"][number], sketch: DiskSketch, columns: number): BarPart[] {
	const whole = { name: image.name, bytes: image.bytes, type: "", boot: false };
	const parts = image.partitions.length > 0 ? image.partitions : [whole];
	const widths = shareOut(
		parts.map(({ bytes }) => bytes),
		columns - parts.length - 1,
	);
	return parts.map(({ name, bytes, type, boot }, index) => {
		const system = sketch.fileSystems.find(({ on }) => on === name);
		const use = system ? [system.type, system.mountPoint].filter(Boolean).join(" ") : kindOf(type);
		return { name: boot ? `${name} (boot)` : name, use, size: shortBytes(bytes), columns: widths[index] as number };
	});
}

/** GPT's and MBR's types that need no file system. */
const KINDS: Readonly<Record<string, string>> = { EF02: "BIOS boot", "8E": "LVM", "8E00": "LVM", "41": "PReP boot" };

const kindOf = (type: string): string => KINDS[type.toUpperCase().replace(/^0X/, "")] ?? `type ${type}`;

/** Divides `columns` cells by weight; everybody gets LEAST, or when there is not enough, the same. */
export function shareOut(weights: readonly number[], columns: number): number[] {
	const least = Math.min(LEAST, Math.floor(columns / weights.length));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	const spare = columns - least * weights.length;
	const shares = weights.map((weight) => least + Math.floor((spare * weight) / total));
	const largest = weights.indexOf(Math.max(...weights));
	shares[largest] = (shares[largest] as number) + columns - shares.reduce((sum, share) => sum + share, 0);
	return shares;
}

/** The five lines of a bar. */
export function barLines(parts: readonly BarPart[]): string[] {
	const line = (left: string, between: string, right: string) =>
		left + parts.map(({ columns }) => "─".repeat(columns)).join(between) + right;
	const texts = (text: (part: BarPart) => string) =>
		`│${parts.map((part) => pad(` ${text(part)}`, part.columns)).join("│")}│`;
	return [
		line("┌", "┬", "┐"),
		texts(({ name }) => name),
		texts(({ use }) => use),
		texts(({ size }) => size),
		line("└", "┴", "┘"),
	];
}
