import type { Route } from "./router.js";
import { ArchitectureScreen } from "./screens/architecture.js";
import { BuildScreen } from "./screens/build.js";
import { DiskScreen } from "./screens/disk.js";
import { DoctorScreen } from "./screens/doctor.js";
import { HomeScreen } from "./screens/home.js";
import { ImageScreen } from "./screens/image.js";
import { MirrorsScreen } from "./screens/mirrors.js";
import { ProfilesScreen } from "./screens/profiles.js";
import { ReleaseScreen } from "./screens/release.js";
import { ResultScreen } from "./screens/result.js";
import { RunsScreen } from "./screens/runs.js";

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
		case "build":
			return (
				<BuildScreen
					key={route.run}
					run={route.run}
					{...(route.replay === undefined ? {} : { replay: route.replay })}
				/>
			);
		case "doctor":
			return <DoctorScreen />;
		case "profiles":
			return <ProfilesScreen />;
		case "result":
			return <ResultScreen key={route.run} run={route.run} />;
		case "runs":
			return <RunsScreen />;
		default:
			return null;
	}
}
