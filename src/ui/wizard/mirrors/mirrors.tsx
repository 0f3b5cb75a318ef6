import { Text } from "ink";
import { useState } from "react";
import { chosenSystem, type OperatingSystem, operatingSystems } from "../../../core/element/operating-systems.js";
import { architectureName } from "../../../core/host/architecture.js";
import type { MirrorMeasure, MirrorQuestion } from "../../../core/host/mirror.js";
import { addressComplaint } from "../../../core/settings/origins.js";
import { useKeys } from "../../keys/use-keys.js";
import { LoadedFacts } from "../../kit/components/facts-panel.js";
import { MenuList } from "../../kit/components/menu-list.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { SettingList } from "../../kit/components/setting-list.js";
import { TextField } from "../../kit/components/text-field.js";
import { useDebounced } from "../../kit/hooks/use-debounced.js";
import { useKept, useKeptChoice } from "../../kit/hooks/use-kept.js";
import { useLoaded } from "../../kit/hooks/use-loaded.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { useTheme } from "../../kit/look/theme.js";
import { cut } from "../../kit/text/text.js";
import { useServices } from "../../services/services.js";
import { useCopy } from "../../services/use-copy.js";
import { compiledPlan, useDraft, useDraftStore } from "../draft.js";
import { formLines, withValue } from "../form-lines.js";
import type { StepProps } from "../step.js";
import { ANOTHER, measureWords, mirrorCandidates, mirrorEntries, OWN } from "./mirror-choices.js";
import { useMeasures } from "./use-measures.js";

interface Known {
	readonly host: string | undefined;
	readonly systems: readonly OperatingSystem[];
}

/** Where the packages come from: mirrors as they answer now, proxy, apt sources. */
export function MirrorsScreen({ room, next }: StepProps) {
	const { catalogue, host } = useServices();
	const build = useDraft((state) => state.build);
	const loaded = useLoaded("mirrors", async (): Promise<Known> => {
		const [facts, elements] = await Promise.all([host.facts(), catalogue.load(build)]);
		return { host: facts.mirrors.debian, systems: operatingSystems(elements) };
	});
	if (loaded.status === "ok") return <MirrorPanes known={loaded.value} room={room} next={next} />;
	return <LoadedFacts title="Mirrors" room={room} loaded={loaded} />;
}

/** A frame and three settings. */
const SETTINGS = 5;
const LIST_LEAST = 6;
const STANDS_STILL_MS = 400;

interface MirrorPanesProps extends Pick<StepProps, "room" | "next"> {
	readonly known: Known;
}

function MirrorPanes({ known, room: { columns, rows }, next }: MirrorPanesProps) {
	const theme = useTheme();
	const { preferences, wallClock } = useServices();
	const draft = useDraftStore();
	const copies = useCopy();
	const profile = useDraft((state) => state.build.profile);
	const plan = useDraft((state) => state.plan);
	const [named] = useState(profile.mirrors?.debian);
	const [typed, setTyped] = useKept("addresses", (): readonly string[] => []);
	// What was typed and left with esc is there again.
	const [begun, setBegun] = useKept("begun", () => "");
	const [typing, setTyping] = useState<string>();
	const [pane, setPane] = useKept("pane", (): "mirrors" | "settings" => "mirrors");
	const system = chosenSystem(profile, known.systems);
	const compiled = compiledPlan(plan);
	const [highlighted, setHighlighted] = useKeptChoice<string>("highlighted", profile.mirrors?.debian ?? OWN);
	const used = preferences
		.get()
		.mirrors.filter(({ distribution }) => distribution === (system?.distribution ?? "debian"));
	const candidates = mirrorCandidates({ ...known, system, named, typed, used: used.map(({ url }) => url) });
	const isArchive = compiled?.plan.resolution.selected.some(({ name }) => name === "dpkg") ?? true;
	const suite = isArchive ? (profile.release ?? compiled?.environment.DIB_RELEASE) : undefined;
	const proxy = profile.mirrors?.proxy;
	const ask = (url: string): MirrorQuestion => ({
		url,
		...(suite ? { suite } : {}),
		architecture: architectureName(compiled?.plan.architecture ?? profile.architecture ?? "amd64"),
		...(proxy && !addressComplaint(proxy) ? { proxy } : {}),
	});
	const still = useDebounced(typing, STANDS_STILL_MS)?.trim();
	const beingTyped = still && still === typing?.trim() && !addressComplaint(still) ? [still] : [];
	const urls = candidates.flatMap(({ url }) => url ?? []);
	const security = profile.mirrors?.["debian-security"];
	const measure = useMeasures([...urls, ...beingTyped].map(ask).concat(security ? [reach(ask(security))] : []));
	const measureOf = (url: string) => measure(ask(url));
	useKeys({
		level: "screen",
		title: "Mirrors",
		active: typing === undefined,
		actions: {
			nextPane: { run: () => setPane(pane === "mirrors" ? "settings" : "mirrors"), label: "proxy and sources" },
		},
	});
	const take = (url: string | undefined) => {
		draft.getState().change((before) => withValue(before, ["mirrors", "debian"], url));
		next();
	};
	const answers = urls.map(measureOf);
	const proxyFails = proxy !== undefined && answers.length > 0 && answers.every((answer) => answer && !answer.ok);
	const problems = {
		proxy: proxyFails ? "No mirror answers through it." : undefined,
		"debian-security": failure(security ? measure(reach(ask(security))) : undefined),
		"apt-sources": plan.status === "failed" && plan.error.code === "file-unreadable" ? plan.error.message : undefined,
	};
	const lower = Math.min(rows - LIST_LEAST, SETTINGS + Object.values(problems).filter(Boolean).length);
	const upper = rows - lower;
	const inner = innerColumns(columns);
	return (
		<>
			<Panel
				columns={columns}
				rows={upper}
				title="Mirror"
				note={suite ? `${suite}: answer, speed, last written` : ""}
				focused={pane === "mirrors"}
			>
				<MenuList
					title="Mirror"
					entries={mirrorEntries(candidates, profile.mirrors?.debian, measureOf, theme, wallClock())}
					columns={inner}
					rows={innerRows(upper) - (typing === undefined ? 0 : 2)}
					focused={pane === "mirrors" && typing === undefined}
					initial={highlighted}
					onHighlight={setHighlighted}
					onChoose={(value) => (value === ANOTHER ? setTyping(begun) : take(value === OWN ? undefined : value))}
					confirmLabel="choose"
					actions={(value) => copies("its address", value === OWN ? urls[0] : value === ANOTHER ? undefined : value)}
				/>
				{typing === undefined ? null : (
					<AddressField
						text={typing}
						measure={beingTyped.length > 0 ? measureOf(typing.trim()) : undefined}
						columns={inner}
						onChange={(text) => {
							setTyping(text);
							setBegun(text);
						}}
						onSubmit={(url) => {
							setTyped([...typed, url]);
							setTyping(undefined);
							setBegun("");
							take(url);
						}}
						onCancel={() => setTyping(undefined)}
					/>
				)}
			</Panel>
			<Panel columns={columns} rows={lower} title="Security, proxy, sources" focused={pane === "settings"}>
				<SettingList
					title="Security, proxy, sources"
					actions={({ label }, value) => copies(label.toLowerCase(), value)}
					settings={formLines("mirrors", profile, compiled?.plan, draft.getState().change, problems)}
					columns={inner}
					rows={innerRows(lower)}
					focused={pane === "settings"}
					onDone={next}
				/>
			</Panel>
		</>
	);
}

/** Security suites have names of their own: only the address is asked. */
const reach = ({ suite: _, ...question }: MirrorQuestion): MirrorQuestion => question;

const failure = (measure: MirrorMeasure | undefined) => (measure && !measure.ok ? measure.why : undefined);

interface AddressFieldProps {
	readonly text: string;
	readonly measure: MirrorMeasure | undefined;
	readonly columns: number;
	readonly onChange: (text: string) => void;
	readonly onSubmit: (url: string) => void;
	readonly onCancel: () => void;
}

/** An address that is looked at while it is typed. */
function AddressField({ text, measure, columns, onChange, onSubmit, onCancel }: AddressFieldProps) {
	const theme = useTheme();
	const { wallClock } = useServices();
	const problem = addressComplaint(text);
	const [words, colour] =
		text.trim() === ""
			? ["Type its address, up to the folder that holds dists/", theme.dim]
			: problem
				? [`${GLYPHS.waiting} ${problem}`, theme.warn]
				: measure === undefined
					? [`${GLYPHS.waiting} asking …`, theme.dim]
					: [
							`${measure.ok ? GLYPHS.ok : GLYPHS.failed} ${measureWords(measure, wallClock())}`,
							measure.ok ? theme.ok : theme.error,
						];
	return (
		<>
			<TextField
				title="Another mirror"
				initial={text}
				columns={columns}
				active
				placeholder="http://"
				onChange={onChange}
				onSubmit={(address) => (address.trim() && !problem ? onSubmit(address.trim()) : undefined)}
				onCancel={onCancel}
				submitLabel="choose"
			/>
			<Text color={colour}>{cut(words as string, columns)}</Text>
		</>
	);
}
