import { Text } from "ink";
import { useState } from "react";
import type { Profile } from "../../../core/profile/profile.js";
import { groupDigits } from "../../../core/text/short-quantities.js";
import { useKeys, useKeysStore } from "../../keys/use-keys.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { Row } from "../../kit/components/row.js";
import type { Size } from "../../kit/components/screen-frame.js";
import { TextField } from "../../kit/components/text-field.js";
import { VirtualList } from "../../kit/components/virtual-list.js";
import { useLoaded } from "../../kit/hooks/use-loaded.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { useTheme } from "../../kit/look/theme.js";
import { pad, spread } from "../../kit/text/text.js";
import { useServices } from "../../services/services.js";
import { compiledPlan, useDraft, useDraftStore } from "../draft.js";

/** Packages beside those of the elements: typed, completed from the release's own list. */
export function ChoosePackages({
	room: { columns, rows },
	onClose,
}: {
	readonly room: Size;
	readonly onClose: () => void;
}) {
	const theme = useTheme();
	const keys = useKeysStore();
	const { packages } = useServices();
	const draft = useDraftStore();
	const profile = useDraft((state) => state.build.profile);
	const plan = useDraft((state) => compiledPlan(state.plan));
	const [typed, setTyped] = useState("");
	const [fields, setFields] = useState(0);
	const [wanted, setWanted] = useState(0);
	const { DIB_RELEASE: suite, DIB_DISTRIBUTION_MIRROR: own } = plan?.environment ?? {};
	const mirrors = plan?.elements.flatMap(({ meta }) => meta?.operatingSystem?.mirrors ?? []) ?? [];
	const url = own ?? mirrors.find((mirror) => mirror.startsWith("http"));
	const architecture = plan?.plan.architecture ?? "";
	const proxy = profile.mirrors?.proxy;
	const offline = plan?.plan.settings.offline ?? false;
	const loaded = useLoaded([url, suite, architecture, proxy, offline].join(" "), async () =>
		url && suite ? packages.names({ url, suite, architecture, offline, ...(proxy ? { proxy } : {}) }) : undefined,
	);
	const names = loaded.status === "ok" ? loaded.value : undefined;
	const list = packageRows(typed, profile.packages ?? [], names);
	const index = Math.max(0, Math.min(wanted, list.length - 1));
	const take = () => {
		const row = list[index];
		if (!row) return onClose();
		const wrong = packageComplaint(row.name);
		if (wrong) return keys.getState().say(wrong);
		draft.getState().change((before) => toggledPackage(before, row.name));
		setTyped("");
		setWanted(0);
		setFields(fields + 1);
	};
	useKeys({
		level: "pane",
		title: "Packages",
		actions: {
			up: { run: () => setWanted(Math.max(0, index - 1)) },
			down: { run: () => setWanted(Math.min(index + 1, Math.max(0, list.length - 1))) },
		},
	});
	const inner = innerColumns(columns);
	const known = names
		? `${groupDigits(names.length)} known of ${suite}`
		: loaded.status === "loading"
			? "reading the release's list"
			: "the release's list is not known here";
	const row = list[index];
	return (
		<Panel columns={columns} rows={rows} title="Packages" note={known} focused>
			<Text wrap="truncate">
				<Text color={theme.dim}>{"add  "}</Text>
				<TextField
					key={fields}
					title="Packages"
					initial=""
					columns={inner - 6}
					active
					placeholder="type a name, or its beginning"
					onChange={(text) => {
						setTyped(text);
						setWanted(0);
					}}
					onSubmit={take}
					onCancel={onClose}
					submitLabel={row ? (row.chosen ? "remove" : "add") : "done"}
				/>
			</Text>
			<Text> </Text>
			{list.length === 0 ? <Text color={theme.dim}>{pad("none beside those of the elements", inner)}</Text> : null}
			<VirtualList
				count={list.length}
				rows={Math.max(0, innerRows(rows) - 2 - (list.length === 0 ? 1 : 0))}
				highlighted={index}
				renderRow={(at) => {
					const { name = "", chosen = false, unknown = false } = list[at] ?? {};
					const mark = `${at === index ? GLYPHS.pointer : " "} ${chosen ? GLYPHS.checked : GLYPHS.unchecked} ${name}`;
					const note = unknown ? `${GLYPHS.warning} not in the list of ${suite}` : "";
					return (
						<Row highlighted={at === index}>
							<Text color={unknown ? theme.warn : undefined}>{pad(spread(mark, note, inner), inner)}</Text>
						</Row>
					);
				}}
			/>
		</Panel>
	);
}

/** One line of the list of packages. */
interface PackageRow {
	readonly name: string;
	readonly chosen: boolean;
	/** The release's index is known and does not have it. */
	readonly unknown: boolean;
}

const MOST = 200;

/**
 * What is chosen while nothing is typed; else the packages of the release that fit what is typed: those that begin so
 * first. What is typed can always be taken.
 */
export function packageRows(
	typed: string,
	chosen: readonly string[],
	names: readonly string[] | undefined,
): PackageRow[] {
	const word = typed.trim();
	const known = names && new Set(names);
	const row = (name: string): PackageRow => ({
		name,
		chosen: chosen.includes(name),
		unknown: known !== undefined && !known.has(name),
	});
	if (word === "") return chosen.map(row);
	const begin = names?.filter((name) => name.startsWith(word)) ?? [];
	const hold = names?.filter((name) => !name.startsWith(word) && name.includes(word)) ?? [];
	const fitting = [...begin, ...hold].slice(0, MOST);
	return (fitting.includes(word) ? [word, ...fitting.filter((name) => name !== word)] : [...fitting, word]).map(row);
}

/** Why a word is not the name of a package; undefined when it is one. */
export function packageComplaint(name: string): string | undefined {
	return /^[A-Za-z0-9][A-Za-z0-9+._:~=@/-]*$/.test(name) ? undefined : `'${name}' is not the name of a package`;
}

/** The profile with a package chosen, or no more. */
export function toggledPackage(profile: Profile, name: string): Profile {
	const { packages = [], ...rest } = profile;
	const next = packages.includes(name) ? packages.filter((other) => other !== name) : [...packages, name];
	return next.length > 0 ? { ...profile, packages: next } : rest;
}
