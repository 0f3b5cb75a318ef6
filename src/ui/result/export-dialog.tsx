import { Text } from "ink";
import { useState } from "react";
import { useKeys, useKeysStore } from "../keys/use-keys.js";
import { ErrorText } from "../kit/components/error-text.js";
import { NameDialog } from "../kit/components/name-dialog.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { useScreenSize } from "../kit/components/screen-frame.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { useList } from "../kit/hooks/use-list.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { useTheme } from "../kit/look/theme.js";
import { wrap } from "../kit/text/text.js";
import { useServices } from "../services/services.js";

/** A profile in the words of diskimage-builder: as a command or as a list, to copy or to write into a file. */
export function ExportDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
	const theme = useTheme();
	const room = useScreenSize();
	const { profiles, terminal } = useServices();
	const keys = useKeysStore();
	const loaded = useLoaded(`export ${name}`, () => profiles.export(name));
	const [form, setForm] = useState<"command" | "list">("command");
	const [writing, setWriting] = useState(false);
	const inner = innerColumns(room.columns);
	const height = innerRows(room.rows);
	const exported = loaded.status === "ok" ? loaded.value : undefined;
	const text = exported?.[form] ?? "";
	const lines = [
		...text
			.trimEnd()
			.split("\n")
			.flatMap((line) => wrap(line, inner)),
		...(exported?.leftOut ?? []).flatMap((note) => ["", ...wrap(`not in it: ${note}`, inner)]),
	];
	const scroll = useList(Math.max(1, lines.length - height + 1), height);
	const none = exported ? {} : { disabled: "There is nothing to export yet." };
	useKeys({
		level: "overlay",
		title: "Export",
		modal: true,
		active: !writing,
		actions: {
			...scroll.actions,
			copy: {
				run: () => {
					keys.getState().say(terminal.copy(text));
				},
				...none,
			},
			save: { run: () => setWriting(true), label: "write a file", ...none },
			view: {
				run: () => setForm(form === "command" ? "list" : "command"),
				label: form === "command" ? "as a list" : "as a command",
			},
			back: { run: onClose, label: "close" },
		},
	});
	if (writing) {
		return (
			<NameDialog
				{...room}
				title="Write a file"
				text="Where to? A file that is there already is not replaced."
				initial={form === "command" ? `${name}.sh` : `${name}-images.yaml`}
				submitLabel="write"
				onSubmit={async (file) => {
					const written = await profiles.writeFile(file, `${text.trimEnd()}\n`);
					setWriting(false);
					keys.getState().say(`written to ${written}`);
				}}
				onClose={() => setWriting(false)}
			/>
		);
	}
	return (
		<Panel
			{...room}
			title={`${name} ${form === "command" ? "as a disk-image-create command" : "as a YAML list"}`}
			note={form === "command" ? "1 of 2" : "2 of 2"}
			focused
		>
			{loaded.status === "failed" ? (
				<ErrorText error={loaded.error} columns={inner} rows={height} />
			) : (
				<VirtualList
					count={lines.length}
					rows={height}
					highlighted={scroll.index + Math.floor(height / 2)}
					renderRow={(index) => <Text color={theme.text}>{lines[index] || " "}</Text>}
				/>
			)}
		</Panel>
	);
}
