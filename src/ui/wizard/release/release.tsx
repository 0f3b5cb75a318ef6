import { Text } from "ink";
import { useState } from "react";
import { type OperatingSystem, operatingSystems, withRelease } from "../../../core/element/operating-systems.js";
import type { Choice } from "../../kit/components/choice-row.js";
import { type Fact, GAP } from "../../kit/components/facts.js";
import { FactsPanel, LoadedFacts } from "../../kit/components/facts-panel.js";
import { type MenuEntry, MenuList } from "../../kit/components/menu-list.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { TextField } from "../../kit/components/text-field.js";
import { TwoPanes } from "../../kit/components/two-panes.js";
import { useKeptChoice } from "../../kit/hooks/use-kept.js";
import { useLoaded } from "../../kit/hooks/use-loaded.js";
import { useTheme } from "../../kit/look/theme.js";
import { cut } from "../../kit/text/text.js";
import { useServices } from "../../services/services.js";
import { useCopy } from "../../services/use-copy.js";
import { compiledPlan, useDraft, useDraftStore } from "../draft.js";
import type { StepProps } from "../step.js";
import { readValue, releaseEntries, releaseFacts, releaseValue } from "./release-entries.js";

/** Which release of which distribution: from the operating-system elements of the catalogue. */
export function ReleaseScreen({ room, next }: StepProps) {
	const { catalogue } = useServices();
	const build = useDraft((state) => state.build);
	const loaded = useLoaded("operating systems", async () => operatingSystems(await catalogue.load(build)));
	if (loaded.status !== "ok") return <LoadedFacts title="Release" room={room} loaded={loaded} />;
	if (loaded.value.length > 0) return <ReleaseList systems={loaded.value} room={room} next={next} />;
	return <FactsPanel title="Release" room={room} facts={NOTHING} />;
}

const NOTHING: readonly Fact[] = [
	{ text: "No element of the elements path provides an operating system.", tone: "error" },
	GAP,
	{ text: "Set ELEMENTS_PATH to folders that hold some, and start again." },
];

interface ReleaseListProps extends Pick<StepProps, "room" | "next"> {
	readonly systems: readonly OperatingSystem[];
}

function ReleaseList({ systems, room, next }: ReleaseListProps) {
	const { host } = useServices();
	const copies = useCopy();
	const draft = useDraftStore();
	const profile = useDraft((state) => state.build.profile);
	const architecture = useDraft((state) => compiledPlan(state.plan)?.plan.architecture ?? "");
	const entries = releaseEntries(systems, profile, architecture);
	const [highlighted, setHighlighted] = useKeptChoice(
		"highlighted",
		entries.find(isCurrent)?.value ?? releaseValue(systems[0]!),
	);
	const [typing, setTyping] = useState<OperatingSystem>();
	const take = (system: OperatingSystem, release: string) => {
		draft.getState().change((before) => withRelease(before, { system, release }, systems));
		next();
	};
	const choose = (value: string) => {
		const { system, release } = readValue(value, systems);
		if (release === undefined) setTyping(system);
		else take(system, release);
	};
	const shown = readValue(highlighted, systems);
	return (
		<TwoPanes
			room={room}
			share={0.55}
			below={9}
			first={({ columns, rows }) => (
				<Panel columns={columns} rows={rows} title="Release" focused>
					<MenuList
						title="Release"
						entries={entries}
						columns={innerColumns(columns)}
						rows={innerRows(rows) - (typing ? 2 : 0)}
						focused={typing === undefined}
						initial={highlighted}
						onHighlight={setHighlighted}
						onChoose={choose}
						confirmLabel="choose"
						actions={(value) => copies("its name", readValue(value, systems).release)}
					/>
					{typing ? (
						<ReleaseField
							system={typing}
							columns={innerColumns(columns)}
							initial={profile.elements?.includes(typing.element) ? (profile.release ?? "") : ""}
							onSubmit={(release) => take(typing, release.trim())}
							onCancel={() => setTyping(undefined)}
						/>
					) : null}
				</Panel>
			)}
			second={(side) => (
				<FactsPanel
					title={shown.release ?? shown.system.element}
					room={side}
					facts={releaseFacts(shown.system, shown.release, {
						missing: host.missingTools(shown.system.tools),
						architecture,
					})}
				/>
			)}
		/>
	);
}

const isCurrent = (entry: MenuEntry<string>): entry is Choice<string> => "value" in entry && entry.current === true;

interface ReleaseFieldProps {
	readonly system: OperatingSystem;
	readonly columns: number;
	readonly initial: string;
	readonly onSubmit: (release: string) => void;
	readonly onCancel: () => void;
}

/** Elements without metadata do not tell their releases: the user does. */
function ReleaseField({ system, columns, initial, onSubmit, onCancel }: ReleaseFieldProps) {
	const theme = useTheme();
	return (
		<>
			<Text color={theme.strong}>{cut(`Release of ${system.element} (DIB_RELEASE)`, columns)}</Text>
			<TextField
				title="Release"
				initial={initial}
				columns={columns}
				active
				placeholder="empty: the element's default"
				onSubmit={onSubmit}
				onCancel={onCancel}
				submitLabel="choose"
			/>
		</>
	);
}
