import { useIsScreenReaderEnabled } from "ink";
import { useContext } from "react";
import { ELEMENT_CATEGORIES, type Element } from "../../core/element/element.js";
import { canBuild } from "../../core/host/host-finding.js";
import { DEFAULT_PROFILE } from "../../core/profile/profile.js";
import type { ListedRun } from "../../core/run/listed-run.js";
import { RunProgress } from "../build/run-progress.js";
import { type Fact, GAP } from "../kit/components/facts.js";
import { FactsPanel, LoadedFacts } from "../kit/components/facts-panel.js";
import type { Size } from "../kit/components/screen-frame.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { AsciiContext } from "../kit/look/glyphs.js";
import { profileFacts } from "../profiles/profile-facts.js";
import { runFact } from "../runs/run-appearance.js";
import { useServices } from "../services/services.js";
import type { HomeValue } from "./home-entries.js";

export interface HomePreviewProps {
	readonly value: HomeValue;
	readonly runs: readonly ListedRun[];
	readonly room: Size;
}

/** What the highlighted entry of home is. */
export function HomePreview({ value, runs, room }: HomePreviewProps) {
	if (value === "new") return <NewImage runs={runs} room={room} />;
	if (value.startsWith("profile:")) return <ProfilePreview name={after(value)} runs={runs} room={room} />;
	if (value.startsWith("run:")) return <RunProgress id={after(value)} room={room} />;
	if (value === "runs") return <RecentRuns runs={runs} room={room} />;
	if (value === "explorer") return <Catalogue room={room} />;
	if (value === "doctor") return <Health room={room} />;
	return (
		<FactsPanel
			title="Profiles"
			room={room}
			facts={[
				{
					text: "Saved profiles can be edited, renamed, copied, exported and deleted; those that ship can be copied and exported. Profiles can be imported out of command lines and image lists of diskimage-builder.",
				},
			]}
		/>
	);
}

const after = (value: string): string => value.slice(value.indexOf(":") + 1);

const WORDMARK = ["┌┬┐┬┌─┐┬┌─┬ ┬┬─┐┬┌─┐┬ ┬┌┬┐", "\u00a0│││└─┐├┴┐│││├┬┘││ ┬├─┤ │ ", "─┴┘┴└─┘┴ ┴└┴┘┴└─┴└─┘┴ ┴ ┴ "];

function NewImage({ runs, room }: Omit<HomePreviewProps, "value">) {
	const isRead = useIsScreenReaderEnabled();
	const ascii = useContext(AsciiContext);
	const mark: readonly Fact[] =
		room.rows >= 24 && !isRead && !ascii ? [...WORDMARK.map((text): Fact => ({ text, tone: "accent" })), GAP] : [];
	return (
		<ProfilePreview
			name={DEFAULT_PROFILE}
			title="New image"
			before={[
				...mark,
				{
					text: "A bootable disk image, put together step by step: enter goes through the steps, and every step can be left as it is.",
				},
				GAP,
				{ text: `It starts from ${DEFAULT_PROFILE}:`, tone: "strong" },
			]}
			runs={runs}
			room={room}
		/>
	);
}

function ProfilePreview({
	name,
	title = name,
	before = [],
	runs,
	room,
}: Omit<HomePreviewProps, "value"> & {
	readonly name: string;
	readonly title?: string;
	readonly before?: readonly Fact[];
}) {
	const { profiles, wallClock } = useServices();
	const opened = useLoaded(`profile ${name}`, () => profiles.open(name));
	const own = runs.filter(({ profile }) => profile === name);
	return (
		<LoadedFacts title={title} room={room} loaded={opened}>
			{({ profile, file, kind }) => [
				...before,
				...(profile.title && before.length === 0 ? [{ text: profile.title, tone: "strong" } as const, GAP] : []),
				...profileFacts(profile),
				{ label: "file", text: `${file}${kind === "shipped" ? " (shipped)" : ""}`, tone: "dim" },
				GAP,
				...runFacts(own, wallClock()),
			]}
		</LoadedFacts>
	);
}

function runFacts(runs: readonly ListedRun[], now: number): Fact[] {
	if (runs.length === 0) return [{ text: "It was not built yet.", tone: "dim" }];
	return [{ text: "Last builds", tone: "strong" }, ...runs.slice(0, 5).map((run) => runFact(run.id, run, now))];
}

function RecentRuns({ runs, room }: Omit<HomePreviewProps, "value">) {
	const { wallClock } = useServices();
	const now = wallClock();
	const facts = runs.map((run) => runFact(run.profile ?? run.image, run, now));
	const none: Fact = { text: "Nothing was built yet.", tone: "dim" };
	return <FactsPanel title="Runs" room={room} facts={facts.length > 0 ? facts : [none]} />;
}

function Catalogue({ room }: Pick<HomePreviewProps, "room">) {
	const { catalogue } = useServices();
	const loaded = useLoaded("catalogue", () => catalogue.load());
	return (
		<LoadedFacts title="Elements" room={room} loaded={loaded}>
			{({ elements, path, shadowed }) => [
				{ text: `${elements.size} elements`, tone: "strong" },
				...byCategory([...elements.values()]),
				GAP,
				...path.map((folder, index): Fact => ({ label: index === 0 ? "from" : "", text: folder, tone: "dim" })),
				...(shadowed.length > 0 ? [{ label: "hidden", text: `${shadowed.length} of the same name further down` }] : []),
			]}
		</LoadedFacts>
	);
}

function byCategory(elements: readonly Element[]): Fact[] {
	return ELEMENT_CATEGORIES.flatMap((category) => {
		const names = elements.filter(({ meta }) => (meta?.category ?? "other") === category).map(({ name }) => name);
		return names.length > 0 ? [{ label: category, text: `${names.length}`.padStart(3) }] : [];
	});
}

function Health({ room }: Pick<HomePreviewProps, "room">) {
	const { host } = useServices();
	const loaded = useLoaded("doctor", () => host.examine());
	return (
		<LoadedFacts title="Doctor" room={room} loaded={loaded}>
			{(findings) => [
				canBuild(findings)
					? { text: "This host can build images.", tone: "ok" }
					: { text: "This host cannot build images yet.", tone: "error" },
				GAP,
				...findings
					.filter(({ state }) => state !== "ok")
					.map(
						({ name, detail, state }): Fact => ({
							label: name,
							text: detail,
							tone: state === "missing" ? "error" : "warn",
						}),
					),
			]}
		</LoadedFacts>
	);
}
