import { Box, Text } from "ink";
import { sketchDisk, TYPICAL_TREE_KIB } from "../../../core/disk/sketch-disk.js";
import { type SerialisedError, serialiseError } from "../../../core/errors.js";
import type { Plan } from "../../../core/planning/plan.js";
import { shortBytes } from "../../../core/text/short-quantities.js";
import { ErrorText } from "../../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import type { Size } from "../../kit/components/screen-frame.js";
import { useTheme } from "../../kit/look/theme.js";
import { cut } from "../../kit/text/text.js";
import { barLines, diskBarParts } from "./disk-bar.js";

export interface DiskDrawingProps {
	readonly plan: Plan | undefined;
	/** Why there is no plan for what is chosen now. */
	readonly error: SerialisedError | undefined;
	/** A newer plan is in the making. */
	readonly stale: boolean;
	readonly room: Size;
}

/** The disk of the plan as a bar with its partitions and their sizes. */
export function DiskDrawing({ plan, error, stale, room: { columns, rows } }: DiskDrawingProps) {
	const theme = useTheme();
	const inner = innerColumns(columns);
	const drawn = error ? { error } : plan ? draw(plan, inner) : { lines: [], note: "" };
	return (
		<Panel
			columns={columns}
			rows={rows}
			title="Disk"
			note={stale ? "being drawn again …" : "note" in drawn ? drawn.note : ""}
		>
			{"error" in drawn ? (
				<ErrorText error={drawn.error} columns={inner} rows={innerRows(rows)} />
			) : (
				<Box flexDirection="column" aria-label={plan?.disk.drawing.join(", ") ?? ""}>
					{drawn.lines.slice(0, innerRows(rows)).map((line, index) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: lines of one drawing, they never move
						<Text key={index} color={stale ? theme.dim : theme.text} wrap="truncate">
							{line}
						</Text>
					))}
				</Box>
			)}
		</Panel>
	);
}

function draw(plan: Plan, columns: number): { lines: string[]; note: string } | { error: SerialisedError } {
	try {
		const sketch = sketchDisk(plan);
		const volumes = plan.disk.usesLvm ? ["", ...plan.disk.drawing] : [];
		const lines = sketch.images.flatMap((image) => [
			cut(`${image.name}  ${image.table?.toUpperCase() ?? "no partition table"}  ${shortBytes(image.bytes)}`, columns),
			...barLines(diskBarParts(image, sketch, columns)),
		]);
		const content = shortBytes(TYPICAL_TREE_KIB * 1024);
		return {
			lines: [...lines, ...volumes],
			note: sketch.estimated ? `estimate for ${content} of content` : "",
		};
	} catch (error) {
		return { error: serialiseError(error) };
	}
}
