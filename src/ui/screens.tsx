import type { Route } from "./router.js";
import { ArchitectureScreen } from "./screens/architecture.js";
import { DiskScreen } from "./screens/disk.js";
import { DoctorScreen } from "./screens/doctor.js";
import { HomeScreen } from "./screens/home.js";
import { ImageScreen } from "./screens/image.js";
import { MirrorsScreen } from "./screens/mirrors.js";
import { ReleaseScreen } from "./screens/release.js";

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
		default:
			return null;
	}
}
