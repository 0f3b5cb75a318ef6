import { Text } from "ink";
import { useState } from "react";
import { clockDuration } from "../../core/text/short-quantities.js";
import { useKeys } from "../keys/use-keys.js";
import { ErrorText } from "../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { type Theme, useTheme } from "../kit/look/theme.js";
import { cut } from "../kit/text/text.js";
import { useServices } from "../services/services.js";
import type { BootStatus, BootTest } from "./use-boot-test.js";

export interface BootConsoleProps {
	readonly columns: number;
	readonly rows: number;
	readonly focused: boolean;
	readonly test: BootTest;
}

/** The serial console of the machine that boots the image, live, and how it ended. */
export function BootConsole({ columns, rows, focused, test }: BootConsoleProps) {
	const theme = useTheme();
	const { now } = useServices();
	/** Lines that the user has gone up; 0 follows the end. */
	const [above, setAbove] = useState(0);
	const { status, console, cancel } = test;
	const inner = innerColumns(columns);
	const height = innerRows(rows) - 1;
	const highest = Math.max(0, console.count - height);
	const to = (next: number) => setAbove(Math.max(0, Math.min(next, highest)));
	const running = status.kind === "running";
	useKeys({
		level: "pane",
		title: "Console",
		active: focused,
		actions: {
			up: { run: () => to(above + 1) },
			down: { run: () => to(above - 1) },
			pageUp: { run: () => to(above + height), quiet: true },
			pageDown: { run: () => to(above - height), quiet: true },
			top: { run: () => to(highest), quiet: true },
			bottom: { run: () => to(0), label: "follow", quiet: true },
			...(running
				? { cancel: { run: cancel, label: "end it" }, back: { run: cancel, label: "end it", quiet: true } }
				: {}),
		},
	});
	const note = above > 0 ? `${above} lines below` : running ? "following" : "";
	return (
		<Panel columns={columns} rows={rows} title="Boot test" note={note} focused={focused}>
			<Text color={statusColour(status, theme)} bold wrap="truncate">
				{cut(statusLine(status, now()), inner)}
			</Text>
			{status.kind === "failed" ? (
				<ErrorText error={status.error} columns={inner} rows={height} />
			) : (
				console.tail(height, above).map((line, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the window
					<Text key={index} color={theme.text}>
						{cut(line, inner) || " "}
					</Text>
				))
			)}
		</Panel>
	);
}

/** How it stands in a line. */
export function statusLine(status: BootStatus, now: number): string {
	switch (status.kind) {
		case "idle":
			return `${GLYPHS.waiting} not started`;
		case "running":
			return `${GLYPHS.running} booting for ${clockDuration(now - status.since)}, the image is not changed`;
		case "cancelled":
			return `${GLYPHS.cancelled} ended by you`;
		case "failed":
			return `${GLYPHS.failed} no machine could be started`;
		case "ended": {
			const { booted, firmware, accelerator, reason } = status.outcome;
			const machine = `${firmware === "efi" ? "EFI" : "BIOS"}, ${MACHINES[accelerator]}`;
			return `${booted ? `${GLYPHS.ok} booted` : `${GLYPHS.failed} did not boot`} (${machine}): ${reason}`;
		}
	}
}

/** Where a processor is imitated, that explains why it took so long. */
const MACHINES = { kvm: "KVM", tcg: "TCG: emulated, much slower than KVM" } as const;

function statusColour(status: BootStatus, theme: Theme): string | undefined {
	if (status.kind === "running") return theme.accent;
	if (status.kind === "ended") return status.outcome.booted ? theme.ok : theme.error;
	return status.kind === "failed" ? theme.error : theme.warn;
}
