import { Text } from "ink";
import { ChoiceList } from "../components/choice-list.js";
import { ErrorText } from "../components/error-text.js";
import { innerColumns, innerRows, Panel } from "../components/panel.js";
import { StepScreen } from "../components/step-screen.js";
import { useLoaded } from "../hooks/use-loaded.js";
import { neighbour, useRouter } from "../router.js";
import { useServices } from "../services.js";
import { useDraft, useDraftStore } from "../stores/draft.js";

/** Which release of which distribution: from the operating-system elements of the catalogue. */
export function ReleaseScreen() {
	const { catalogue } = useServices();
	const { replace } = useRouter();
	const draft = useDraftStore();
	const release = useDraft((state) => state.build.profile.release);
	const loaded = useLoaded("catalogue", () => catalogue.load());
	const systems =
		loaded.status === "ok"
			? [...loaded.value.elements.values()].flatMap(({ meta }) => (meta?.operatingSystem ? [meta.operatingSystem] : []))
			: [];
	const choices = systems.flatMap(({ distribution, releases }) =>
		releases.map(({ name, title }) => ({
			value: name,
			label: `${distribution} ${name}`,
			detail: title ?? "",
			current: name === release,
		})),
	);
	return (
		<StepScreen step="release">
			{({ columns, rows }) => (
				<Panel columns={columns} rows={rows} title="Release" focused>
					{loaded.status === "failed" ? (
						<ErrorText error={loaded.error} columns={innerColumns(columns)} rows={innerRows(rows)} />
					) : choices.length === 0 ? (
						<Text>reading the elements</Text>
					) : (
						<ChoiceList
							title="Release"
							choices={choices}
							columns={innerColumns(columns)}
							rows={innerRows(rows)}
							onChoose={(name) => {
								draft.getState().change((profile) => ({ ...profile, release: name }));
								replace({ screen: neighbour("release", 1) });
							}}
						/>
					)}
				</Panel>
			)}
		</StepScreen>
	);
}
