import { Text } from "ink";
import { DEFAULT_PROFILE } from "../../core/profile/profile.js";
import { useRouter } from "../app/router.js";
import type { Actions } from "../keys/keys.js";
import { useKeysStore, useKeysWait } from "../keys/use-keys.js";
import { ErrorOverlay } from "../kit/components/error-overlay.js";
import { ErrorText } from "../kit/components/error-text.js";
import { MenuList } from "../kit/components/menu-list.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { ScreenFrame, useScreenSize } from "../kit/components/screen-frame.js";
import { TwoPanes } from "../kit/components/two-panes.js";
import { useKept } from "../kit/hooks/use-kept.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { cut } from "../kit/text/text.js";
import { LoginDialog } from "../login/login-dialog.js";
import { useRuns } from "../runs/use-runs.js";
import { useServices } from "../services/services.js";
import { useCopy } from "../services/use-copy.js";
import { useDraftStore } from "../wizard/draft.js";
import { useStartBuild } from "../wizard/review/use-start-build.js";
import { type HomeValue, homeEntries } from "./home-entries.js";
import { HomePreview } from "./home-preview.js";

/** The first screen: what runs, a new image, profiles, runs, elements, the doctor. */
export function HomeScreen() {
	const { about } = useServices();
	return (
		<ScreenFrame crumbs={["home"]} right={about.version}>
			<Home />
		</ScreenFrame>
	);
}

function Home() {
	const room = useScreenSize();
	const theme = useTheme();
	const { host, profiles, wallClock } = useServices();
	const { go } = useRouter();
	const draft = useDraftStore();
	const keys = useKeysStore();
	const copies = useCopy();
	const build = useStartBuild();
	const { runs, loaded } = useRuns();
	const refusal = useLoaded("refusal", () => host.refusal());
	const refused = refusal.status === "ok" ? refusal.value : undefined;
	const listed = useLoaded("profiles", () => profiles.list());
	useKeysWait(listed.status === "loading" || loaded.status === "loading");
	const [highlighted, setHighlighted] = useKept("highlighted", (): HomeValue => "new");
	const open = (name: string) => {
		profiles.open(name).then(
			(opened) => {
				draft.getState().open(opened);
				go({ screen: "image" });
			},
			(error: Error) => keys.getState().say(error.message),
		);
	};
	const choose = (value: HomeValue) => {
		if (value === "new") open(DEFAULT_PROFILE);
		else if (value.startsWith("profile:")) open(value.slice("profile:".length));
		else if (value.startsWith("run:")) go({ screen: "build", run: value.slice("run:".length) });
		else go({ screen: value as "profiles" | "runs" | "explorer" | "doctor" });
	};
	const found = listed.status === "ok" ? listed.value : [];
	const actionsOf = (value: HomeValue): Actions => {
		const name = value === "new" ? DEFAULT_PROFILE : value.startsWith("profile:") ? value.slice("profile:".length) : "";
		if (!name) return copies("its id", value.startsWith("run:") ? value.slice("run:".length) : undefined);
		const { file, problem } = found.find((profile) => profile.name === name) ?? {};
		return {
			...copies("its file", file),
			build: {
				run: () => build.start(profiles.open(name)),
				label: "build it now",
				...(problem ? { disabled: problem.message } : {}),
			},
		};
	};
	if (build.asking) return <LoginDialog onAnswer={build.answer} />;
	if (build.error) return <ErrorOverlay title="It cannot be built" error={build.error} onClose={build.forget} />;
	return (
		<TwoPanes
			room={room}
			share={0.42}
			below={0}
			first={({ columns, rows }) => (
				<Panel columns={columns} rows={rows} title="Start" note={build.starting ? "starting the build …" : ""} focused>
					{listed.status === "failed" ? (
						<ErrorText error={listed.error} columns={innerColumns(columns)} rows={3} />
					) : null}
					{refused ? (
						<Text color={theme.error}>{cut(`${GLYPHS.failed} ${refused}`, innerColumns(columns))}</Text>
					) : null}
					<MenuList
						title="Home"
						entries={homeEntries(found, runs, theme, wallClock())}
						columns={innerColumns(columns)}
						rows={innerRows(rows) - (listed.status === "failed" ? 3 : 0) - (refused ? 1 : 0)}
						initial={highlighted}
						onHighlight={setHighlighted}
						onChoose={choose}
						confirmLabel="open"
						actions={actionsOf}
					/>
				</Panel>
			)}
			second={(side) => <HomePreview value={highlighted} runs={runs} room={side} />}
		/>
	);
}
