import { Text } from "ink";
import { useState } from "react";
import { parseTarget } from "../../core/publish/publish-rule.js";
import { MenuList } from "../kit/components/menu-list.js";
import { NameDialog } from "../kit/components/name-dialog.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { useScreenSize } from "../kit/components/screen-frame.js";
import { useTheme } from "../kit/look/theme.js";
import { wrap } from "../kit/text/text.js";
import type { PublishOffer } from "../services/publish.js";
import { noPlaces } from "./publish-state.js";

/** What is chosen to type a place. */
const OTHER = "";

/** The places that are known, and one that is typed. */
export function PlaceList({
	offer,
	onChoose,
}: {
	readonly offer: PublishOffer;
	readonly onChoose: (to: string) => void;
}) {
	const room = useScreenSize();
	const theme = useTheme();
	const [typing, setTyping] = useState(false);
	const columns = innerColumns(room.columns);
	const none = noPlaces(offer);
	const lines = none === undefined ? [] : [...wrap(none, columns), ""];
	if (typing) {
		return (
			<NameDialog
				{...room}
				title="Publish to"
				text="A cloud of clouds.yaml (glance:lab), a folder (folder:/srv/images), a web server (https://HOST/PATH/)."
				initial=""
				submitLabel="look there"
				onSubmit={async (to) => {
					parseTarget(to.trim());
					setTyping(false);
					onChoose(to.trim());
				}}
				onClose={() => setTyping(false)}
			/>
		);
	}
	return (
		<Panel {...room} title="Publish to" note={`${offer.places.length} known`} focused>
			{lines.map((line) => (
				<Text key={line} color={theme.dim}>
					{line || " "}
				</Text>
			))}
			<MenuList
				title="Places"
				entries={[
					...offer.places.map(({ to, from }) => ({ value: to, label: to, detail: from })),
					{ value: OTHER, label: "another place", detail: "typed: a cloud, a folder, a web server" },
				]}
				columns={columns}
				rows={Math.max(1, innerRows(room.rows) - lines.length)}
				confirmLabel="look there"
				onChoose={(to) => (to === OTHER ? setTyping(true) : onChoose(to))}
			/>
		</Panel>
	);
}
