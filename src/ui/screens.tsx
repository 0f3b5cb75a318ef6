import type { Route } from "./router.js";
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

/** The screen of a place. */
export function CurrentScreen({ route }: { readonly route: Route }) {
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
