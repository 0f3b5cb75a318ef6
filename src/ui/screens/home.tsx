import { Text } from "ink";
import { type Choice, ChoiceList } from "../components/choice-list.js";
import { ErrorText } from "../components/error-text.js";
import { innerColumns, innerRows, Panel } from "../components/panel.js";
import { useKeysStore } from "../hooks/use-keys.js";
import { useLoaded } from "../hooks/use-loaded.js";
import { useRouter } from "../router.js";
import { useServices } from "../services.js";
import { Shell, useRoom } from "../shell.js";
import { useDraftStore } from "../stores/draft.js";

/** What a new image starts from when nobody says otherwise. */
export const DEFAULT_PROFILE = "debian-vm";

/** The first screen: a new image, profiles, runs, elements, the doctor. */
export function HomeScreen() {
	return (
		<Shell crumbs={["home"]}>
			<Home />
		</Shell>
	);
}

function Home() {
	const { columns, rows } = useRoom();
	const { profiles } = useServices();
	const { go } = useRouter();
	const draft = useDraftStore();
	const keys = useKeysStore();
	const listed = useLoaded("profiles", () => profiles.list());
	const open = (name: string) => {
		profiles.open(name).then(
			(opened) => {
				draft.getState().open(opened);
				go({ screen: "image" });
			},
			(error: Error) => keys.getState().say(error.message),
		);
	};
	const found = listed.status === "ok" ? listed.value : [];
	const choices: Choice<string>[] = [
		{ value: "new", label: "New image", detail: `from ${DEFAULT_PROFILE}` },
		...found.map(({ name, title, kind, problem }) => ({
			value: `profile:${name}`,
			label: name,
			detail: title ?? kind,
			...(problem ? { disabled: problem.message } : {}),
		})),
		{ value: "profiles", label: "Profiles", detail: "edit, copy, export, import" },
		{ value: "runs", label: "Runs", detail: "builds that run or ran" },
		{ value: "explorer", label: "Explore elements", detail: "without building" },
		{ value: "doctor", label: "Doctor", detail: "what this host has and lacks" },
	];
	const choose = (value: string) => {
		if (value === "new") open(DEFAULT_PROFILE);
		else if (value.startsWith("profile:")) open(value.slice("profile:".length));
		else go({ screen: value as "profiles" | "runs" | "explorer" | "doctor" });
	};
	return (
		<Panel columns={columns} rows={rows} title="diskwright" focused>
			{listed.status === "failed" ? (
				<ErrorText error={listed.error} columns={innerColumns(columns)} rows={4} />
			) : (
				<Text> </Text>
			)}
			<ChoiceList
				title="Home"
				choices={choices}
				columns={innerColumns(columns)}
				rows={innerRows(rows) - 1}
				onChoose={choose}
				confirmLabel="open"
			/>
		</Panel>
	);
}
