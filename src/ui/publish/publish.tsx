import { useState } from "react";
import { shortBytes } from "../../core/text/short-quantities.js";
import { useKeys } from "../keys/use-keys.js";
import { ErrorText } from "../kit/components/error-text.js";
import { Facts } from "../kit/components/facts.js";
import { LoadedFacts } from "../kit/components/facts-panel.js";
import { NameDialog } from "../kit/components/name-dialog.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { ScreenFrame, useScreenSize } from "../kit/components/screen-frame.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import type { PublishOffer, PublishWish } from "../services/publish.js";
import { useServices } from "../services/services.js";
import { PlaceList } from "./place-list.js";
import { askingFacts, doneFacts, hasVisibility, nextVisibility, stateNote, wishFacts } from "./publish-state.js";
import { SendingView } from "./sending-view.js";
import { usePublishing } from "./use-publishing.js";

/** Sends what a run has made to a cloud or another place. */
export function PublishScreen({ run }: { readonly run?: string }) {
	const { publish } = useServices();
	const loaded = useLoaded(`offer ${run}`, () => publish.offer(run));
	const image = loaded.status === "ok" ? loaded.value.image : undefined;
	return (
		<ScreenFrame crumbs={["publish"]} about={image?.name ?? run ?? ""} right={image ? shortBytes(image.bytes) : ""}>
			{loaded.status === "ok" ? <Publish offer={loaded.value} /> : <Loading loaded={loaded} />}
		</ScreenFrame>
	);
}

function Loading({ loaded }: { readonly loaded: ReturnType<typeof useLoaded<PublishOffer>> }) {
	return <LoadedFacts title="Publish" room={useScreenSize()} loaded={loaded} />;
}

function Publish({ offer }: { readonly offer: PublishOffer }) {
	const room = useScreenSize();
	const { state, rate, look, send, cancel, choose } = usePublishing();
	const [naming, setNaming] = useState(false);
	const { image } = offer;
	const columns = innerColumns(room.columns);
	const rows = innerRows(room.rows);
	const wish: PublishWish =
		state.kind === "choosing" ? { image, to: "", name: image.name, visibility: "private" } : state.wish;
	const toChoice = { back: { run: choose, label: "another place" } };
	const end = { run: cancel, label: "end it" };
	useKeys({
		level: "pane",
		title: "Publish",
		active: state.kind !== "choosing" && !naming,
		actions: {
			...(state.kind === "looking" ? toChoice : {}),
			...(state.kind === "asking"
				? {
						...toChoice,
						confirm: { run: () => send(wish), label: "publish it" },
						rename: { run: () => setNaming(true), label: "name" },
						view: {
							run: () => look({ ...wish, visibility: nextVisibility(wish.visibility) }),
							label: "who sees it",
							...(hasVisibility(wish.to) ? {} : { disabled: "A folder or a web server has no visibility." }),
						},
					}
				: {}),
			...(state.kind === "sending"
				? { cancel: end, back: { ...end, quiet: true }, interrupt: { ...end, quiet: true } }
				: {}),
			...(state.kind === "failed" || state.kind === "cancelled"
				? { confirm: { run: () => look(wish), label: "try again" }, ...toChoice }
				: {}),
		},
	});
	if (state.kind === "choosing") return <PlaceList offer={offer} onChoose={(to) => look({ ...wish, to })} />;
	if (naming) {
		return (
			<NameDialog
				{...room}
				title="Its name there"
				text="Images of this name are taken for older ones of the same."
				initial={wish.name}
				submitLabel="use it"
				onSubmit={async (name) => {
					setNaming(false);
					if (name.trim() !== "") look({ ...wish, name: name.trim() });
				}}
				onClose={() => setNaming(false)}
			/>
		);
	}
	return (
		<Panel {...room} title={`Publish to ${wish.to}`} note={stateNote(state)} focused>
			{state.kind === "looking" || state.kind === "sending" ? (
				<SendingView state={state} rate={rate()} columns={columns} rows={rows} />
			) : state.kind === "asking" ? (
				<Facts facts={askingFacts(wish, state.steps)} columns={columns} rows={rows} />
			) : state.kind === "done" ? (
				<Facts facts={doneFacts(state)} columns={columns} rows={rows} />
			) : state.kind === "failed" ? (
				<ErrorText error={state.error} columns={columns} rows={rows} />
			) : (
				<Facts
					facts={[
						{
							text: "Cancelled by you. What was half there was removed; images that were there before stay.",
							tone: "warn",
						},
						...wishFacts(wish),
					]}
					columns={columns}
					rows={rows}
				/>
			)}
		</Panel>
	);
}
