import { useContext, useMemo, useRef } from "react";
import { BuildScreen } from "../build/build.js";
import { DoctorScreen } from "../doctor/doctor.js";
import { ExplorerScreen } from "../explorer/screen.js";
import { HomeScreen } from "../home/home.js";
import { PlaceContext } from "../kit/hooks/use-kept.js";
import { ProfilesScreen } from "../profiles/profiles.js";
import { ResultScreen } from "../result/result.js";
import { RunsScreen } from "../runs/runs.js";
import { ArchitectureScreen } from "../wizard/architecture/architecture.js";
import { DiskScreen } from "../wizard/disk/disk.js";
import { useDraft } from "../wizard/draft.js";
import { ElementsScreen } from "../wizard/elements/elements.js";
import { ImageScreen } from "../wizard/image.js";
import { MirrorsScreen } from "../wizard/mirrors/mirrors.js";
import { ReleaseScreen } from "../wizard/release/release.js";
import { ReviewScreen } from "../wizard/review/review.js";
import { VariablesScreen } from "../wizard/variables/variables.js";
import { type Route, RouterContext, STEPS } from "./router.js";

/** The screen of a place. */
export function CurrentScreen({ route }: { readonly route: Route }) {
	const { kept } = useContext(RouterContext).getState();
	const name = usePlaceName(route);
	const place = useMemo(() => ({ name, kept }), [name, kept]);
	return (
		<PlaceContext.Provider value={place}>
			<ScreenOf route={route} />
		</PlaceContext.Provider>
	);
}

/** What a place keeps belongs to what it shows: a run, an element, a variable, or the image that was opened. */
function usePlaceName(route: Route): string {
	const opened = useDraft((state) => state.opened);
	const images = useRef(new Map<object, number>());
	const { run, element, variable } = { run: "", element: "", variable: "", ...route };
	const about = run || element || variable;
	const ofImage = route.screen === "image" || (STEPS as readonly string[]).includes(route.screen);
	if (!ofImage) return `${route.screen} ${about}`;
	const image = images.current.get(opened) ?? images.current.size;
	images.current.set(opened, image);
	return `${route.screen} ${about} of image ${image}`;
}

function ScreenOf({ route }: { readonly route: Route }) {
	switch (route.screen) {
		case "home":
			return <HomeScreen />;
		case "image":
			return <ImageScreen />;
		case "release":
			return <ReleaseScreen />;
		case "architecture":
			return <ArchitectureScreen />;
		case "disk":
			return <DiskScreen />;
		case "mirrors":
			return <MirrorsScreen />;
		case "doctor":
			return <DoctorScreen />;
		case "elements":
			return <ElementsScreen />;
		case "review":
			return <ReviewScreen />;
		case "variables":
			return <VariablesScreen {...(route.variable === undefined ? {} : { variable: route.variable })} />;
		case "profiles":
			return <ProfilesScreen />;
		case "result":
			return <ResultScreen key={route.run} run={route.run} />;
		case "runs":
			return <RunsScreen />;
		case "build":
			return (
				<BuildScreen
					key={route.run}
					run={route.run}
					{...(route.replay === undefined ? {} : { replay: route.replay })}
				/>
			);
		case "explorer":
			return <ExplorerScreen {...(route.element === undefined ? {} : { element: route.element })} />;
	}
}
