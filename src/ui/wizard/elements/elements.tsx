import { Box, Text } from "ink";
import { useState } from "react";
import { useKeyName, useKeys } from "../../keys/use-keys.js";
import { ErrorText } from "../../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { useLoaded } from "../../kit/hooks/use-loaded.js";
import { useTheme } from "../../kit/look/theme.js";
import { useServices } from "../../services/services.js";
import { useCatalogue } from "../../services/use-catalogue.js";
import { useDraft } from "../draft.js";
import type { StepProps } from "../step.js";
import { ChooseElements } from "./choose-elements.js";
import { ChoosePackages } from "./choose-packages.js";
import { Sources } from "./sources.js";

/** Which elements the image is made of, and what they come to. */
export function ElementsScreen({ room: { columns, rows }, next }: StepProps) {
	const theme = useTheme();
	const keyOf = useKeyName();
	const { host } = useServices();
	const { loaded, error, refresh } = useCatalogue();
	const facts = useLoaded("facts", () => host.facts());
	const chosen = useDraft((state) => state.build.profile.architecture);
	const refreshPlan = useDraft((state) => state.refresh);
	const architecture = chosen ?? (facts.status === "ok" ? facts.value.architecture : undefined);
	const lookAgain = () => {
		refresh();
		refreshPlan();
	};
	const [at, setAt] = useState<"sources" | "packages">();
	useKeys({
		level: "screen",
		title: "Elements",
		active: !at,
		actions: {
			packages: { run: () => setAt("packages") },
			sources: { run: () => setAt("sources") },
			refresh: { run: lookAgain, quiet: true },
		},
	});
	if (at === "packages") return <ChoosePackages room={{ columns, rows }} onClose={() => setAt(undefined)} />;
	if (at === "sources") {
		return (
			<Sources
				room={{ columns, rows }}
				catalogue={loaded?.catalogue}
				onFetched={lookAgain}
				onClose={() => setAt(undefined)}
			/>
		);
	}
	const problem = error ?? (facts.status === "failed" && !chosen ? facts.error : undefined);
	if (loaded && architecture !== undefined) {
		const banner = problem ? Math.min(6, rows - 12) : 0;
		return (
			<Box flexDirection="column" width={columns} height={rows}>
				{problem ? (
					<Panel
						columns={columns}
						rows={banner}
						title="The elements path has changed"
						note={`${keyOf("refresh")} looks again`}
					>
						<ErrorText error={problem} columns={innerColumns(columns)} rows={innerRows(banner)} />
					</Panel>
				) : null}
				<ChooseElements columns={columns} rows={rows - banner} {...loaded} architecture={architecture} next={next} />
			</Box>
		);
	}
	return (
		<Panel columns={columns} rows={rows} title="Elements" focused>
			{problem ? (
				<ErrorText error={problem} columns={innerColumns(columns)} rows={innerRows(rows)} />
			) : (
				<Text color={theme.dim}>reading the elements</Text>
			)}
		</Panel>
	);
}
