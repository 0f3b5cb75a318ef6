import { useState } from "react";
import { byCategory } from "../../core/explore/element-summary.js";
import { useKeys } from "../keys/use-keys.js";
import { ScreenFrame, useScreenSize } from "../kit/components/screen-frame.js";
import { type LoadedCatalogue, type UsedCatalogue, useCatalogue } from "../services/use-catalogue.js";
import { ExplorerPanes, type ExplorerPanesProps } from "./explorer.js";
import { names } from "./trail.js";
import { useExplorer } from "./use-explorer.js";
import { WithCatalogue } from "./with-catalogue.js";

/** The catalogue without building; begins at `element` when there is one. */
export function ExplorerScreen({ element }: { readonly element?: string }) {
	const used = useCatalogue();
	const [reads, setReads] = useState(0);
	const refresh = () => {
		setReads(reads + 1);
		used.refresh();
	};
	useKeys({ level: "screen", title: "Explorer", active: !used.loaded, actions: { refresh: { run: refresh } } });
	if (!used.loaded) {
		return (
			<ScreenFrame crumbs={["explore"]}>
				<Body used={used}>{() => null}</Body>
			</ScreenFrame>
		);
	}
	return (
		<Explorer
			first={element ?? firstOf(used.loaded)}
			startsAtView={element !== undefined}
			used={used}
			reads={reads}
			onRefresh={refresh}
		/>
	);
}

/** Names along the path that the header shows. */
const CRUMBS = 4;

interface ExplorerProps extends Pick<ExplorerPanesProps, "startsAtView" | "reads" | "onRefresh"> {
	readonly first: string;
	readonly used: UsedCatalogue;
}

function Explorer({ first, used, ...props }: ExplorerProps) {
	const explorer = useExplorer(first);
	const path = names(explorer.trail);
	const crumbs = path.length > CRUMBS ? ["…", ...path.slice(-CRUMBS)] : path;
	return (
		<ScreenFrame crumbs={["explore", ...crumbs]}>
			<Body used={used}>
				{(loaded, room) => <ExplorerPanes {...room} {...loaded} {...props} explorer={explorer} />}
			</Body>
		</ScreenFrame>
	);
}

function Body(props: Pick<Parameters<typeof WithCatalogue>[0], "used" | "children">) {
	return <WithCatalogue {...useScreenSize()} {...props} />;
}

/** The first element of the list. */
function firstOf({ summaries }: LoadedCatalogue): string {
	return byCategory(summaries)[0]?.elements[0]?.name ?? "";
}
