import { Box } from "ink";
import type { SerialisedError } from "../../../core/errors.js";
import { useKeys } from "../../keys/use-keys.js";
import { ErrorText, errorLines } from "./error-text.js";
import { innerColumns, innerRows, Panel } from "./panel.js";
import { useScreenSize } from "./screen-frame.js";

/** Something that was asked for could not be done: cause and next steps in the middle of the screen, until it is closed. */
export function ErrorOverlay({
	title,
	error,
	onClose,
}: {
	readonly title: string;
	readonly error: SerialisedError;
	readonly onClose: () => void;
}) {
	const { columns, rows } = useScreenSize();
	useKeys({
		level: "overlay",
		title,
		modal: true,
		actions: { confirm: { run: onClose, label: "close" }, back: { run: onClose, label: "close", quiet: true } },
	});
	const outer = Math.min(columns, 80);
	const height = Math.min(rows, errorLines(error, innerColumns(outer)).length + 2);
	return (
		<Box width={columns} height={rows} alignItems="center" justifyContent="center">
			<Panel columns={outer} rows={height} title={title} focused>
				<ErrorText error={error} columns={innerColumns(outer)} rows={innerRows(height)} />
			</Panel>
		</Box>
	);
}
