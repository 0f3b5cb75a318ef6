import { Box, Text } from "ink";
import { useState } from "react";
import { ErrorOverlay } from "../components/error-overlay.js";
import { ErrorText } from "../components/error-text.js";
import { innerColumns, innerRows, Panel } from "../components/panel.js";
import { useInstallation } from "../hooks/use-installation.js";
import { useKeys, useKeysStore } from "../hooks/use-keys.js";
import { useLoaded } from "../hooks/use-loaded.js";
import { useStartBuild } from "../hooks/use-start-build.js";
import { reviewSections } from "../review/sections.js";
import { useServices } from "../services.js";
import type { Room } from "../shell.js";
import { compiledPlan, useDraft, useDraftStore } from "../stores/draft.js";
import { cut } from "../text.js";
import { useTheme } from "../theme.js";
import { ReviewSections } from "./review-sections.js";

/** The plan in sections, with the keys that start, mend, copy and save it. */
export function ReviewPlan({ columns, rows }: Room) {
	const theme = useTheme();
	const { host, plans, runs, terminal } = useServices();
	const keys = useKeysStore();
	const draft = useDraftStore();
	const build = useDraft((state) => state.build);
	const plan = useDraft((state) => state.plan);
	const origin = useDraft((state) => state.origin?.name);
	const compiled = compiledPlan(plan);
	const [section, setSection] = useState(0);
	const starter = useStartBuild();
	const installation = useInstallation(() => draft.getState().refresh());

	const image = compiled?.plan.imageName ?? "";
	const durations = useLoaded(image, async () => (compiled ? runs.durations(compiled.plan.profile, image) : undefined));
	const spaceOf = JSON.stringify([compiled?.plan.settings, compiled?.plan.outputs]);
	const space = useLoaded(spaceOf, async () => (compiled ? plans.space(compiled.plan) : []));
	const commands = useLoaded(JSON.stringify([build.profile, Object.keys(build.secrets ?? {})]), () =>
		plans.commands(build, origin),
	);

	const missing = compiled?.plan.tools.filter(({ present }) => !present).map(({ tool }) => tool) ?? [];
	const blocked =
		plan.status === "failed"
			? plan.error.message
			: plan.status === "compiling"
				? "The plan is still being made."
				: missing.length > 0
					? `This host lacks ${missing.join(", ")}: a installs what is missing.`
					: starter.starting
						? "The build is being started."
						: undefined;
	const start = { run: () => starter.start(build), label: "build", ...(blocked ? { disabled: blocked } : {}) };
	const busy = installation.lines !== undefined;
	useKeys({
		level: "screen",
		title: "Review",
		active: !busy && !starter.error && !installation.error,
		actions: {
			confirm: start,
			build: { ...start, quiet: true },
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
					terminal.copy(commands.value.diskwright.text);
					keys.getState().say("The command is in the clipboard of your terminal.");
				},
				label: "copy command",
			},
			refresh: { run: () => draft.getState().refresh(), quiet: true },
		},
	});
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
				...{ build, compiled, installCommand: host.installCommand },
				error: plan.status === "failed" ? plan.error : undefined,
				durations: durations.status === "ok" ? durations.value : undefined,
				space: space.status === "ok" ? space.value : [],
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
				state={stateText(plan.status, starter.starting)}
			/>
		</Box>
	);
}

function stateText(status: "ok" | "failed" | "compiling", starting: boolean): string {
	if (starting) return "starting the build …";
	return status === "ok" ? "ready" : status === "failed" ? "cannot be built yet" : "making the plan …";
}
