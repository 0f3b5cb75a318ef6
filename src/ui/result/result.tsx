import { Box, Text } from "ink";
import type { ReactNode } from "react";
import { bootableFile } from "../../core/output/bootable.js";
import { runCommand } from "../../core/output/try-image.js";
import { SENT_FORMATS } from "../../core/publish/planned-publication.js";
import type { RunReport } from "../../core/run/run-report.js";
import { shortDuration } from "../../core/text/short-quantities.js";
import { useRouter } from "../app/router.js";
import { useBuild } from "../home/use-build.js";
import { useKeys } from "../keys/use-keys.js";
import { ErrorText } from "../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { ScreenFrame, type Size, useScreenSize } from "../kit/components/screen-frame.js";
import { useHandover } from "../kit/hooks/use-handover.js";
import { useKept } from "../kit/hooks/use-kept.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { runGlyph } from "../runs/run-appearance.js";
import { useServices } from "../services/services.js";
import { useSaveDialog } from "../wizard/use-save-dialog.js";
import { BootConsole } from "./boot-console.js";
import { ImageFacts, imageFacts } from "./image-facts.js";
import { ImageFill } from "./image-fill-pane.js";
import { PackageChanges } from "./package-changes.js";
import { StageTimes } from "./stage-times.js";
import { type BootTest, useBootTest } from "./use-boot-test.js";

/** What a build came to: images, times, packages; boot, save or build it again. */
export function ResultScreen({ run }: { readonly run: string }) {
	const { runs } = useServices();
	const loaded = useLoaded(`report ${run}`, () => runs.report(run));
	const report = loaded.status === "ok" ? loaded.value : undefined;
	return (
		<ScreenFrame crumbs={["result"]} about={about(report) ?? run} right={report ? outcome(report) : ""}>
			{loaded.status === "failed" ? (
				<Nothing>{(columns, rows) => <ErrorText error={loaded.error} columns={columns} rows={rows} />}</Nothing>
			) : report ? (
				<Result report={report} />
			) : (
				<Nothing>{() => <Text>{loaded.status === "ok" ? "This run goes on." : "reading the run"}</Text>}</Nothing>
			)}
		</ScreenFrame>
	);
}

function Nothing({ children }: { readonly children: (columns: number, rows: number) => ReactNode }) {
	const { columns, rows } = useScreenSize();
	return (
		<Panel columns={columns} rows={rows} title="Result">
			{children(innerColumns(columns), innerRows(rows))}
		</Panel>
	);
}

type Pane = "image" | "fill" | "time" | "packages" | "console";

function Result({ report }: { readonly report: RunReport }) {
	const room = useScreenSize();
	const { go } = useRouter();
	const [focus, setFocus] = useKept("focus", (): Pane => "image");
	const test = useBootTest();
	const { terminal } = useServices();
	const handOver = useHandover();
	const build = useRebuild(report);
	const save = useSaveDialog();
	const image = bootableFile(report.summary.artifacts);
	const login = report.plan && runCommand(report.plan, report.summary.artifacts);
	const panes: readonly Pane[] = [
		"image",
		...(hasSizes(report) ? ["fill" as const] : []),
		"time",
		"packages",
		...(test.status.kind === "idle" ? [] : ["console" as const]),
	];
	const turn = (by: number) => setFocus(panes[(panes.indexOf(focus) + by + panes.length) % panes.length] ?? "image");
	const { draft } = report;
	useKeys({
		level: "screen",
		title: "Result",
		actions: {
			bootTest: {
				run: () => {
					if (!image) return;
					test.start(image);
					setFocus("console");
				},
				...(image ? {} : { disabled: "This run made no image that could boot." }),
			},
			login: {
				run: () => login && handOver(() => terminal.run(login)),
				...(login ? {} : { disabled: "No machine of this host starts what this run made." }),
			},
			build: { run: build.run, label: "build again", ...(build.disabled ? { disabled: build.disabled } : {}) },
			save: {
				run: () => draft && save({ name: report.summary.profile ?? "", profile: draft.profile, ...from(draft.file) }),
				...(draft
					? {}
					: { disabled: "It was built from a command line: only what was put together here can be saved." }),
			},
			publish: {
				run: () => go({ screen: "publish", run: report.id }),
				...(sendable(report) ? {} : { disabled: "This run made no image that could be published." }),
			},
			confirm: { run: () => go({ screen: "build", run: report.id }), label: "log" },
			nextPane: { run: () => turn(1) },
			previousPane: { run: () => turn(-1), quiet: true },
		},
	});
	const facts = imageFacts(report, innerColumns(room.columns) - 2).length;
	const top = Math.min(Math.max(1, facts) + 2, Math.floor(room.rows * (room.rows < 30 ? 0.6 : 0.5)));
	return (
		<Box flexDirection="column" width={room.columns} height={room.rows}>
			<ImageFacts columns={room.columns} rows={top} focused={focus === "image"} report={report} />
			<Below columns={room.columns} rows={room.rows - top} focus={focus} report={report} test={test} />
		</Box>
	);
}

const sendable = ({ summary }: RunReport) => summary.artifacts.some(({ format }) => SENT_FORMATS.includes(format));

const from = (file: string | undefined) => (file === undefined ? {} : { from: file });

interface BelowProps {
	readonly columns: number;
	readonly rows: number;
	readonly focus: Pane;
	readonly report: RunReport;
	readonly test: BootTest;
}

/** From this width on two stand side by side, and from the other one on all three. */
const WIDE = 110;
const WIDEST = 165;
/** From this height on two stand below each other. */
const HIGH = 16;

type BelowPane = "fill" | "time" | "packages";

function Below({ columns, rows, focus, report, test }: BelowProps) {
	if (focus === "console") return <BootConsole columns={columns} rows={rows} focused test={test} />;
	const { summary, before } = report;
	const pane = (name: BelowPane, room: Size) => {
		const given = { ...room, focused: focus === name };
		if (name === "fill") return <ImageFill key={name} {...given} report={report} />;
		if (name === "packages") return <PackageChanges key={name} {...given} report={report} />;
		return <StageTimes key={name} {...given} summary={summary} {...(before ? { before: before.summary } : {})} />;
	};
	const side = belowColumns({ columns, rows }, focus, hasSizes(report));
	const each = Math.floor(columns / side.length);
	return (
		<Box width={columns} height={rows}>
			{side.map((names, index) => {
				const width = index === side.length - 1 ? columns - each * index : each;
				const first =
					names.length === 1 ? rows : Math.min(Object.keys(summary.stages).length + 3, Math.floor(rows / 2));
				return (
					<Box key={names.join()} flexDirection="column" width={width} height={rows}>
						{names.map((name, at) => pane(name, { columns: width, rows: at === 0 ? first : rows - first }))}
					</Box>
				);
			})}
		</Box>
	);
}

/** Manifests of older builds tell no sizes. */
const hasSizes = ({ packages = [] }: RunReport) => packages.some(({ kib }) => kib !== undefined);

/** What stands below the files: all where there is room, else what is looked at, with one beside it. */
function belowColumns({ columns, rows }: Size, focus: Pane, sizes: boolean): readonly (readonly BelowPane[])[] {
	if (!sizes) {
		if (columns >= WIDE) return [["time"], ["packages"]];
		return [[focus === "packages" ? "packages" : "time"]];
	}
	if (columns >= WIDEST) return [["fill"], ["time"], ["packages"]];
	if (columns >= WIDE && rows >= HIGH) return [["fill"], ["time", "packages"]];
	if (columns >= WIDE) return focus === "packages" ? [["time"], ["packages"]] : [["fill"], ["time"]];
	return [[focus === "packages" || focus === "time" ? focus : "fill"]];
}

/** Builds the same again: what it was started from, or its profile as it is now. */
function useRebuild({ draft, summary: { profile } }: RunReport): {
	readonly run: () => void;
	readonly disabled?: string;
} {
	const { profiles } = useServices();
	const build = useBuild();
	if (draft) return { run: () => build(draft) };
	if (profile) return { run: () => build(profiles.open(profile)) };
	return { run: () => {}, disabled: "It was built from a command line without a profile: run that again." };
}

function about(report: RunReport | undefined): string | undefined {
	if (!report) return undefined;
	const { image, profile } = report.summary;
	return profile && profile !== image ? `${image}, profile ${profile}` : image;
}

function outcome({ summary: { outcome: state, ms } }: RunReport): string {
	return `${runGlyph(state)} ${state}  ${shortDuration(ms)}`;
}
