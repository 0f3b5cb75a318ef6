import { Box, Text } from "ink";
import { useState } from "react";
import { canBuild, type HostFinding } from "../../core/host/host-finding.js";
import { useKeys, useKeysStore } from "../keys/use-keys.js";
import { Confirm } from "../kit/components/confirm.js";
import { ErrorOverlay } from "../kit/components/error-overlay.js";
import { type Fact, GAP } from "../kit/components/facts.js";
import { FactsPanel, LoadedFacts } from "../kit/components/facts-panel.js";
import { MenuList } from "../kit/components/menu-list.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { ScreenFrame, useScreenSize } from "../kit/components/screen-frame.js";
import { TwoPanes } from "../kit/components/two-panes.js";
import { useKept } from "../kit/hooks/use-kept.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { cut } from "../kit/text/text.js";
import { useServices } from "../services/services.js";
import { useCopy } from "../services/use-copy.js";
import { useInstallation } from "../wizard/review/use-installation.js";
import { doctorEntries } from "./doctor-entries.js";

/** What this host has and lacks for building images, and the cure. */
export function DoctorScreen() {
	return (
		<ScreenFrame crumbs={["doctor"]}>
			<Doctor />
		</ScreenFrame>
	);
}

function Doctor() {
	const room = useScreenSize();
	const { host } = useServices();
	const [looks, setLooks] = useState(1);
	const look = () => setLooks((before) => before + 1);
	const loaded = useLoaded(`look ${looks}`, () => host.examine());
	const { lines, error, install, forget } = useInstallation(look);
	useKeys({ level: "screen", title: "Doctor", active: !lines && !error, actions: { refresh: { run: look } } });
	if (lines) return <InstallationLines lines={lines} />;
	if (error) return <ErrorOverlay title="Not installed" error={error} onClose={forget} />;
	if (loaded.status === "ok") return <Findings findings={loaded.value} install={install} />;
	return <LoadedFacts title="Doctor" room={room} loaded={loaded} />;
}

interface FindingsProps {
	readonly findings: readonly HostFinding[];
	readonly install: (tools: readonly string[]) => void;
}

function Findings({ findings, install }: FindingsProps) {
	const room = useScreenSize();
	const theme = useTheme();
	const { host } = useServices();
	const copies = useCopy();
	const keys = useKeysStore();
	const [highlighted, setHighlighted] = useKept("highlighted", () => firstOfConcern(findings));
	const [asking, setAsking] = useState<readonly string[]>();
	const missing = findings
		.filter(({ group, state }) => group === "Tools" && state === "missing")
		.map(({ name }) => name);
	const shown = findings[Number(highlighted)];
	const ask = (tools: readonly string[]) => {
		if (host.installCommand(tools)) setAsking(tools);
		else keys.getState().say("No package manager of this host is known: install it by hand.");
	};
	const choose = (finding: HostFinding | undefined) => {
		if (finding && missing.includes(finding.name)) ask([finding.name]);
		else keys.getState().say(finding?.cure ?? "Nothing is to be done here.");
	};
	if (asking) {
		return (
			<Confirm
				{...room}
				question={asking.length === 1 ? `Install ${asking[0]}?` : `Install ${asking.length} missing tools?`}
				consequence={host.installCommand(asking) ?? ""}
				yes="install"
				onYes={() => {
					setAsking(undefined);
					install(asking);
				}}
				onNo={() => setAsking(undefined)}
			/>
		);
	}
	return (
		<TwoPanes
			room={room}
			share={0.6}
			below={7}
			first={({ columns, rows }) => (
				<Panel columns={columns} rows={rows} title="Doctor" note={verdict(findings)} focused>
					<MenuList
						title="Doctor"
						entries={doctorEntries(findings, theme)}
						columns={innerColumns(columns)}
						rows={innerRows(rows)}
						initial={highlighted}
						onHighlight={setHighlighted}
						onChoose={(value) => choose(findings[Number(value)])}
						confirmLabel={shown && missing.includes(shown.name) ? "install it" : "cure"}
						actions={() => ({
							...copies("the cure", shown?.cure, { label: "copy cure" }),
							fix: {
								run: () => ask(missing),
								...(missing.length === 0 ? { disabled: "Nothing is missing that a package would bring." } : {}),
							},
						})}
					/>
				</Panel>
			)}
			second={(side) => <FactsPanel title={shown?.name ?? ""} room={side} facts={shown ? findingFacts(shown) : []} />}
		/>
	);
}

/** The cursor begins where there is something to do. */
const firstOfConcern = (findings: readonly HostFinding[]) =>
	String(
		Math.max(
			0,
			findings.findIndex(({ state }) => state !== "ok"),
		),
	);

const verdict = (findings: readonly HostFinding[]) =>
	canBuild(findings) ? `${GLYPHS.ok} this host can build images` : `${GLYPHS.failed} this host cannot build images yet`;

const STATE = {
	ok: { text: "as it should be", tone: "ok" },
	missing: { text: "missing", tone: "error" },
	warning: { text: "not as good as it could be", tone: "warn" },
} as const;

function findingFacts({ detail, state, cure }: HostFinding): Fact[] {
	return [STATE[state], { text: detail }, ...(cure ? [GAP, { text: cure, glyph: GLYPHS.arrow }] : [])];
}

/** The package manager at work. */
function InstallationLines({ lines }: { readonly lines: readonly string[] }) {
	const { columns, rows } = useScreenSize();
	const theme = useTheme();
	useKeys({
		level: "overlay",
		title: "Installation",
		modal: true,
		actions: { back: { run: () => {}, label: "wait for the package manager" } },
	});
	const shown = lines.slice(-innerRows(rows));
	return (
		<Panel columns={columns} rows={rows} title="Installing" note={`${lines.length} lines`} focused>
			<Box flexDirection="column">
				{shown.map((line, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: the rows of a window, they never move
					<Text key={index} color={theme.text}>
						{cut(line, innerColumns(columns)) || " "}
					</Text>
				))}
			</Box>
		</Panel>
	);
}
