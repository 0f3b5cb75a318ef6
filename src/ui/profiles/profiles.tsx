import { Box } from "ink";
import { useState } from "react";
import { cleanLine } from "../../core/text/terminal-text.js";
import { useRouter } from "../app/router.js";
import { useKeys, useKeysStore, useKeysWait } from "../keys/use-keys.js";
import { ErrorOverlay } from "../kit/components/error-overlay.js";
import { ErrorText } from "../kit/components/error-text.js";
import { FilterRow } from "../kit/components/filter-row.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { ScreenFrame, useScreenSize } from "../kit/components/screen-frame.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { useFilter } from "../kit/hooks/use-filter.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { useSelection } from "../kit/hooks/use-selection.js";
import { width } from "../kit/text/text.js";
import { LoginDialog } from "../login/login-dialog.js";
import type { OpenedProfile } from "../services/profiles.js";
import { useServices } from "../services/services.js";
import { useCopy } from "../services/use-copy.js";
import { useDraftStore } from "../wizard/draft.js";
import { useStartBuild } from "../wizard/review/use-start-build.js";
import { ProfileDetails } from "./profile-details.js";
import { type ProfileDialog, ProfileDialogs } from "./profile-dialogs.js";
import { filterProfiles, profileItems } from "./profile-list.js";
import { ProfileRow } from "./profile-row.js";

/** Saved and shipped profiles: build, edit, copy, hand on. */
export function ProfilesScreen() {
	return (
		<ScreenFrame crumbs={["profiles"]}>
			<Profiles />
		</ScreenFrame>
	);
}

/** From this width on the details stand at the right, else below. */
const WIDE = 110;

function Profiles() {
	const room = useScreenSize();
	const { profiles, runs, wallClock } = useServices();
	const copies = useCopy();
	const { go } = useRouter();
	const draft = useDraftStore();
	const keys = useKeysStore();
	const build = useStartBuild();
	const [looks, setLooks] = useState(0);
	const [dialog, setDialog] = useState<ProfileDialog>();
	const filter = useFilter(undefined, "", "filter");
	const loaded = useLoaded(`profiles ${looks}`, async () =>
		profileItems(await profiles.list(), await runs.list().catch(() => [])),
	);
	useKeysWait(loaded.status === "loading");
	const all = loaded.status === "ok" ? loaded.value : [];
	const shown = filterProfiles(all, filter.text);
	const wide = room.columns >= WIDE;
	const beside = wide ? Math.min(70, Math.floor(room.columns * 0.45)) : 0;
	const below = !wide && room.rows >= 18 ? Math.floor(room.rows * 0.45) : 0;
	const list = { columns: room.columns - beside, rows: room.rows - below };
	const height = innerRows(list.rows) - (filter.editing || filter.text !== "" ? 1 : 0);
	const { item, index, actions } = useSelection(shown, ({ profile }) => profile.name, height);
	const { name = "", kind, problem } = item?.profile ?? {};
	const edit = (opened: OpenedProfile, notes: readonly string[] = []) => {
		draft.getState().open(opened);
		go({ screen: "image" });
		keys.getState().say(notes.length > 0 ? notes.join(". ") : undefined);
	};
	const none = item ? {} : { disabled: "There are no profiles here." };
	const usable = problem ? { disabled: problem.message } : none;
	const own = kind === "shipped" ? { disabled: `${name} is shipped: make a copy with d.` } : none;
	useKeys({
		level: "pane",
		title: "Profiles",
		active: !dialog && !build.asking && !build.error,
		actions: {
			...actions,
			confirm: {
				run: () => profiles.open(name).then(edit, (error: Error) => keys.getState().say(error.message)),
				label: "edit",
				...usable,
			},
			build: { run: () => build.start(profiles.open(name)), ...usable },
			rename: { run: () => setDialog({ kind: "rename", name }), ...own },
			duplicate: { run: () => setDialog({ kind: "duplicate", name }), label: "copy", ...usable },
			...copies("its file", item?.profile.file, { label: "copy path" }),
			remove: { run: () => setDialog({ kind: "remove", name }), ...own },
			export: { run: () => setDialog({ kind: "export", name }), ...usable },
			import: { run: () => setDialog({ kind: "import" }) },
			...filter.actions,
			refresh: { run: () => setLooks(looks + 1), quiet: true },
		},
	});
	if (build.asking) return <LoginDialog onAnswer={build.answer} />;
	if (build.error) return <ErrorOverlay title="It cannot be built" error={build.error} onClose={build.forget} />;
	if (dialog) {
		return (
			<ProfileDialogs
				dialog={dialog}
				onImported={edit}
				onClose={(changed) => {
					setDialog(undefined);
					if (changed) setLooks(looks + 1);
				}}
			/>
		);
	}
	return (
		<Box flexDirection={wide ? "row" : "column"} width={room.columns} height={room.rows}>
			<Panel
				{...list}
				title="Profiles"
				note={filter.text === "" ? String(all.length) : `${shown.length} of ${all.length}`}
				focused
			>
				{loaded.status === "failed" ? (
					<ErrorText error={loaded.error} columns={innerColumns(list.columns)} rows={height} />
				) : (
					<VirtualList
						count={Math.max(1, shown.length)}
						rows={height}
						highlighted={index}
						renderRow={(at) => (
							<ProfileRow
								item={shown[at]}
								empty={loaded.status === "loading" ? "reading" : "no profile fits"}
								columns={innerColumns(list.columns)}
								nameColumns={Math.max(0, ...shown.map((one) => width(cleanLine(one.profile.name))))}
								highlighted={at === index}
								now={wallClock()}
							/>
						)}
					/>
				)}
				<FilterRow filter={filter} columns={innerColumns(list.columns)} />
			</Panel>
			{beside + below > 0 ? (
				<ProfileDetails columns={wide ? beside : room.columns} rows={wide ? room.rows : below} item={item} />
			) : null}
		</Box>
	);
}
