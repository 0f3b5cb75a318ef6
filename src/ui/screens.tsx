import { useRef } from "react";
import { PlaceContext } from "./hooks/use-kept.js";
import { type Route, STEPS } from "./router.js";
import { ArchitectureScreen } from "./screens/architecture.js";
import { BuildScreen } from "./screens/build.js";
import { DiskScreen } from "./screens/disk.js";
import { DoctorScreen } from "./screens/doctor.js";
import { ElementsScreen } from "./screens/elements.js";
import { ExplorerScreen } from "./screens/explorer.js";
import { HomeScreen } from "./screens/home.js";
import { ImageScreen } from "./screens/image.js";
import { MirrorsScreen } from "./screens/mirrors.js";
import { ProfilesScreen } from "./screens/profiles.js";
import { ReleaseScreen } from "./screens/release.js";
import { ResultScreen } from "./screens/result.js";
import { ReviewScreen } from "./screens/review.js";
import { RunsScreen } from "./screens/runs.js";
import { VariablesScreen } from "./screens/variables.js";
import { useDraft } from "./stores/draft.js";

/** The screen of a place. */
export function CurrentScreen({ route }: { readonly route: Route }) {
	return (
		<PlaceContext.Provider value={usePlaceName(route)}>
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
