import { Box, Text } from "ink";
import { useRouter } from "../../app/router.js";
import { useKeyName, useKeys, useKeysStore } from "../../keys/use-keys.js";
import { ErrorOverlay } from "../../kit/components/error-overlay.js";
import { ErrorText } from "../../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { useKept } from "../../kit/hooks/use-kept.js";
import { useLoaded } from "../../kit/hooks/use-loaded.js";
import { useTheme } from "../../kit/look/theme.js";
import { cut } from "../../kit/text/text.js";
import { LoginDialog } from "../../login/login-dialog.js";
import { useServices } from "../../services/services.js";
import { compiledPlan, useDraft, useDraftStore } from "../draft.js";
import { draftObstacles, hostObstacles, readiness } from "../obstacles.js";
import type { Obstacle, StepProps } from "../step.js";
import { ReviewSections } from "./review-sections.js";
import { reviewSections } from "./sections.js";
import { useInstallation } from "./use-installation.js";
import { useStartBuild } from "./use-start-build.js";

/** The plan in sections, with the keys that start, mend, copy and save it. */
export function ReviewScreen({ room: { columns, rows }, steps }: StepProps) {
	const theme = useTheme();
	const { host, plans, runs, terminal } = useServices();
	const keys = useKeysStore();
	const keyOf = useKeyName();
	const { replace } = useRouter();
	const draft = useDraftStore();
	const build = useDraft((state) => state.build);
	const plan = useDraft((state) => state.plan);
	const origin = useDraft((state) => state.origin?.name);
	const compiled = compiledPlan(plan);
	const [section, setSection] = useKept("section", () => 0);
	const starter = useStartBuild();
	const installation = useInstallation(() => draft.getState().refresh());

	const image = compiled?.plan.imageName ?? "";
	const durations = useLoaded(image, async () => (compiled ? runs.durations(compiled.plan.profile, image) : undefined));
	const forecast = useLoaded(JSON.stringify([plan.status, build.profile]), async () =>
		compiled ? plans.forecast(compiled) : undefined,
	);
	const spaceOf = JSON.stringify([compiled?.plan.settings, compiled?.plan.outputs]);
	const space = useLoaded(spaceOf, async () => (compiled ? plans.space(compiled.plan) : []));
	const commands = useLoaded(JSON.stringify([build.profile, Object.keys(build.secrets ?? {})]), () =>
		plans.commands(build, origin),
	);

	const replaced = useLoaded(spaceOf, async () => (compiled ? plans.replaced(compiled.plan) : []));
	const refusal = useLoaded("refusal", () => host.refusal());
	const noLogin = useDraft((state) => state.noLogin);
	const obstacles = [
		...hostObstacles(space.status === "ok" ? space.value : [], refusal.status === "ok" ? refusal.value : undefined),
		...draftObstacles({ build, plan, noLogin }, steps),
	].sort((a, b) => Number(a.kind === "warns") - Number(b.kind === "warns"));
	const missing = compiled?.plan.tools.filter(({ present }) => !present).map(({ tool }) => tool) ?? [];
	const stop = obstacles.find(({ kind }) => kind === "stops");
	const blocked =
		plan.status === "compiling"
			? "The plan is still being made."
			: stop && missing.length > 0 && !stop.step
				? `${capital(stop.text)}: ${keyOf("add")} installs what is missing.`
				: stop
					? capital(stop.text)
					: starter.starting
						? "The build is being started."
						: undefined;
	const start = { run: () => starter.start(build), label: "build", ...(blocked ? { disabled: blocked } : {}) };
	// Who is to log in is asked for when the build is started.
	const step = plan.status === "compiling" ? undefined : obstacles.find(({ step: at, asks }) => at && !asks)?.step;
	const confirm = step
		? { run: () => replace({ screen: "step", step: step.id }), label: `to ${step.title.toLowerCase()}` }
		: start;
	const busy = installation.lines !== undefined;
	useKeys({
		level: "screen",
		title: "Review",
		active: !busy && !starter.error && !starter.asking && !installation.error,
		actions: {
			confirm,
			build: { ...start, quiet: step === undefined, ...(step ? { label: "build anyway" } : {}) },
			add: {
				run: () => installation.install(missing),
				label: "install tools",
				quiet: missing.length === 0,
				...(missing.length === 0 ? { disabled: "No tool is missing." } : {}),
				...(missing.length > 0 && !host.installCommand(missing)
					? { disabled: "No package manager of this host has them." }
					: {}),
			},
			copy: {
				run: () => {
					if (commands.status !== "ok") return;
					keys.getState().say(`the command: ${terminal.copy(commands.value.diskwright.text)}`);
				},
				label: "copy command",
			},
			refresh: { run: () => draft.getState().refresh(), quiet: true },
		},
	});
	if (starter.asking) return <LoginDialog room={{ columns, rows }} onAnswer={starter.answer} />;
	if (starter.error) {
		return <ErrorOverlay title="The build cannot start" error={starter.error} onClose={starter.forget} />;
	}
	if (installation.error) {
		return (
			<ErrorOverlay title="The tools could not be installed" error={installation.error} onClose={installation.forget} />
		);
	}
	if (installation.lines) {
		return (
			<Panel columns={columns} rows={rows} title="Installing tools" note={`${missing.length} tools`} focused>
				{installation.lines.slice(-innerRows(rows)).map((line, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
					<Text key={index} color={theme.dim}>
						{cut(line, innerColumns(columns))}
					</Text>
				))}
			</Panel>
		);
	}
	if (!compiled) {
		return (
			<Panel columns={columns} rows={rows} title="Review" focused>
				{plan.status === "failed" ? (
					<ErrorText error={plan.error} columns={innerColumns(columns)} rows={innerRows(rows)} />
				) : (
					<Text color={theme.dim}>making the plan</Text>
				)}
			</Panel>
		);
	}
	const sections = (wide: number) =>
		reviewSections(
			{
				...{ build, compiled, obstacles, keyOf, installCommand: host.installCommand },
				error: plan.status === "failed" ? plan.error : undefined,
				durations: durations.status === "ok" ? durations.value : undefined,
				forecast: forecast.status === "ok" ? forecast.value : undefined,
				space: space.status === "ok" ? space.value : [],
				replaced: replaced.status === "ok" ? replaced.value : [],
				commands: commands.status === "ok" ? commands.value : undefined,
			},
			wide,
		);
	return (
		<Box width={columns} height={rows}>
			<ReviewSections
				columns={columns}
				rows={rows}
				sections={sections}
				section={section}
				onSection={setSection}
				state={stateText(plan.status, starter.starting, obstacles)}
			/>
		</Box>
	);
}

function stateText(status: "ok" | "failed" | "compiling", starting: boolean, obstacles: readonly Obstacle[]): string {
	if (starting) return "starting the build …";
	return status === "compiling" ? "making the plan …" : readiness(obstacles);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
