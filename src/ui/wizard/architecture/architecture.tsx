import { chosenSystem, type OperatingSystem, operatingSystems } from "../../../core/element/operating-systems.js";
import { type ArchitectureSupport, architectureName } from "../../../core/host/architecture.js";
import { withArchitecture } from "../../../core/profile/with-architecture.js";
import { ChoiceList } from "../../kit/components/choice-list.js";
import type { Choice } from "../../kit/components/choice-row.js";
import { type Fact, GAP } from "../../kit/components/facts.js";
import { FactsPanel, LoadedFacts } from "../../kit/components/facts-panel.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { TwoPanes } from "../../kit/components/two-panes.js";
import { useKeptChoice } from "../../kit/hooks/use-kept.js";
import { useLoaded } from "../../kit/hooks/use-loaded.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { useServices } from "../../services/services.js";
import { useCopy } from "../../services/use-copy.js";
import { compiledPlan, useDraft, useDraftStore } from "../draft.js";
import type { StepProps } from "../step.js";

/** For which processors: native, emulated, or why not. */
export function ArchitectureScreen({ room, next }: StepProps) {
	const { catalogue, host } = useServices();
	const build = useDraft((state) => state.build);
	const { profile } = build;
	const loaded = useLoaded("architectures", async () => {
		const [supports, elements] = await Promise.all([host.architectures(), catalogue.load(build)]);
		return { supports, systems: operatingSystems(elements) };
	});
	if (loaded.status !== "ok") {
		return <LoadedFacts title="Architecture" room={room} loaded={loaded} />;
	}
	const { supports, systems } = loaded.value;
	return <ArchitectureList supports={supports} system={chosenSystem(profile, systems)} room={room} next={next} />;
}

interface ArchitectureListProps extends Pick<StepProps, "room" | "next"> {
	readonly supports: readonly ArchitectureSupport[];
	readonly system: OperatingSystem | undefined;
}

function ArchitectureList({ supports, system, room, next }: ArchitectureListProps) {
	const draft = useDraftStore();
	const copies = useCopy();
	const asked = useDraft((state) => state.build.profile.architecture);
	const planned = useDraft((state) => compiledPlan(state.plan)?.plan.architecture);
	const current = architectureName(asked ?? planned ?? supports[0]?.name ?? "");
	const [highlighted, setHighlighted] = useKeptChoice("highlighted", current);
	const shown = supports.find(({ name }) => name === highlighted) ?? supports[0];
	const choose = (name: string) => {
		// The host's own stays unsaid as long as nobody said otherwise: such a profile builds on other hosts too.
		const { change, opened } = draft.getState();
		if (name !== current) change((profile) => withArchitecture(profile, name, opened.disk?.layout));
		next();
	};
	return (
		<TwoPanes
			room={room}
			share={0.55}
			below={8}
			first={({ columns, rows }) => (
				<Panel columns={columns} rows={rows} title="Architecture" focused>
					<ChoiceList
						title="Architecture"
						choices={supports.map((support) => architectureChoice(support, current, system))}
						columns={innerColumns(columns)}
						rows={innerRows(rows)}
						initial={highlighted}
						onHighlight={setHighlighted}
						onChoose={choose}
						confirmLabel="choose"
						actions={(name) => copies("its name", name)}
					/>
				</Panel>
			)}
			second={(side) => (
				<FactsPanel title={shown?.name ?? ""} room={side} facts={shown ? architectureFacts(shown, system) : []} />
			)}
		/>
	);
}

/**
 * One architecture with how it is built here; what cannot be built, or what the system does not have, is not to be chosen.
 * An emulator that is only to be installed is one of the tools that the review asks for.
 */
export function architectureChoice(
	support: ArchitectureSupport,
	current: string,
	system: OperatingSystem | undefined,
): Choice<string> {
	const { name, how, detail } = support;
	const offered = isOffered(name, system);
	const why = offered ? detail : `${system?.element} is not made for it`;
	return {
		value: name,
		label: name,
		detail: how === "emulated" ? "emulated, slower" : isToBeInstalled(support) ? `needs ${support.emulator}` : how,
		current: name === current,
		...(!offered || (how === "unavailable" && !isToBeInstalled(support)) ? { disabled: why } : {}),
	};
}

const isToBeInstalled = ({ how, emulator }: ArchitectureSupport) => how === "unavailable" && emulator !== undefined;

function isOffered(name: string, system: OperatingSystem | undefined): boolean {
	return !system || system.architectures.length === 0 || system.architectures.includes(name);
}

const TONES = { native: "ok", emulated: "warn", unavailable: "error" } as const;

function architectureFacts(support: ArchitectureSupport, system: OperatingSystem | undefined): Fact[] {
	const { name, how, detail, cure } = support;
	return [
		isToBeInstalled(support)
			? { text: "emulated, once that is installed", tone: "warn" }
			: { text: how, tone: TONES[how] },
		{ text: detail },
		...(cure ? [{ text: cure, glyph: GLYPHS.arrow } as const] : []),
		...(isOffered(name, system)
			? []
			: [GAP, { text: `${system?.element} has no packages for ${name}`, tone: "error" } as const]),
		...(isToBeInstalled(support) ? [GAP, { text: "The review installs it.", tone: "dim" } as const] : []),
		...(how === "emulated"
			? [GAP, { text: "Every program of the image runs through the emulator while it is built.", tone: "dim" } as const]
			: []),
	];
}
