import { Box, Text } from "ink";
import { useMemo, useState } from "react";
import { serialiseError } from "../../core/errors.js";
import { DEFAULT_PROFILE } from "../../core/profile/profile.js";
import { type Route, useRouter } from "../app/router.js";
import { useKeys, useKeysStore } from "../keys/use-keys.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { Row } from "../kit/components/row.js";
import { useScreenSize } from "../kit/components/screen-frame.js";
import { TextField } from "../kit/components/text-field.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { pad, spread } from "../kit/text/text.js";
import { useServices } from "../services/services.js";
import { useDraftStore } from "../wizard/draft.js";
import { findEntries, paletteEntries, type Target } from "./palette.js";

const NOTHING = { profiles: [], runs: [], elements: [] };

/** Leads to any place by a few letters of its name; it covers the screen and hears all keys. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
	const { columns, rows } = useScreenSize();
	const theme = useTheme();
	const keys = useKeysStore();
	const { catalogue, profiles, runs } = useServices();
	const { go } = useRouter();
	const draft = useDraftStore();
	const [text, setText] = useState("");
	const [wanted, setWanted] = useState(0);
	const loaded = useLoaded("places", async () => {
		const nothing = () => [];
		const [listed, ran, elements] = await Promise.all([
			profiles.list().catch(nothing),
			runs.list().catch(nothing),
			catalogue.load(draft.getState().build).then((all) => [...all.elements.values()], nothing),
		]);
		return { profiles: listed, runs: ran, elements };
	});
	const places = loaded.status === "ok" ? loaded.value : NOTHING;
	const entries = useMemo(() => paletteEntries(places), [places]);
	const found = useMemo(() => findEntries(entries, text), [entries, text]);
	const outer = Math.min(columns, 100);
	const height = Math.max(1, innerRows(rows) - 2);
	const index = Math.max(0, Math.min(wanted, found.length - 1));
	const jump = async (target: Target) => {
		const to = (route: Route) => {
			onClose();
			go(route);
		};
		if (target.kind === "screen" && target.route.screen !== "image") return to(target.route);
		if (target.kind === "element") return to({ screen: "explorer", element: target.name });
		if (target.kind === "run") {
			const ended = await runs.summary(target.name);
			return to({ screen: ended ? "result" : "build", run: target.name });
		}
		if (target.kind === "profile") draft.getState().open(await profiles.open(target.name));
		else if (!draft.getState().origin) draft.getState().open(await profiles.open(DEFAULT_PROFILE));
		to({ screen: "image" });
		if (target.kind === "step") go({ screen: "step", step: target.step });
		if (target.kind === "variable") go({ screen: "step", step: "variables", item: target.name });
	};
	const choose = () => {
		const entry = found[index];
		if (!entry) return;
		jump(entry.target).catch((error) => keys.getState().say(serialiseError(error).message));
	};
	useKeys({
		level: "overlay",
		title: "Go to",
		actions: {
			up: { run: () => setWanted(Math.max(0, index - 1)) },
			down: { run: () => setWanted(Math.min(index + 1, found.length - 1)) },
			pageUp: { run: () => setWanted(Math.max(0, index - height)), quiet: true },
			pageDown: { run: () => setWanted(Math.min(index + height, found.length - 1)), quiet: true },
		},
	});
	const inner = innerColumns(outer);
	return (
		<Box width={columns} height={rows} justifyContent="center">
			<Panel columns={outer} rows={rows} title="Go to" note={`${found.length} of ${entries.length}`} focused>
				<TextField
					title="Go to"
					initial=""
					columns={inner - 1}
					active
					overlay
					placeholder="screen, step, element, variable, profile or run"
					submitLabel="go there"
					onChange={(next) => {
						setText(next);
						setWanted(0);
					}}
					onSubmit={choose}
					onCancel={onClose}
				/>
				<Text> </Text>
				{found.length === 0 ? <Text color={theme.dim}>{pad("no place is called so", inner)}</Text> : null}
				<VirtualList
					count={found.length}
					rows={found.length === 0 ? 0 : height}
					highlighted={index}
					renderRow={(at) => {
						const { label = "", detail = "" } = found[at] ?? {};
						const pointer = at === index ? GLYPHS.pointer : " ";
						return <Row highlighted={at === index}>{pad(`${pointer} ${spread(label, detail, inner - 2)}`, inner)}</Row>;
					}}
				/>
			</Panel>
		</Box>
	);
}
