import { type ComponentType, useContext, useMemo, useRef } from "react";
import { BatchScreen } from "../batch/batch.js";
import { BuildScreen } from "../build/build.js";
import { DoctorScreen } from "../doctor/doctor.js";
import { ExplorerScreen } from "../explorer/screen.js";
import { HomeScreen } from "../home/home.js";
import { PlaceContext } from "../kit/hooks/use-kept.js";
import { ProfilesScreen } from "../profiles/profiles.js";
import { PublishScreen } from "../publish/publish.js";
import { ResultScreen } from "../result/result.js";
import { RunsScreen } from "../runs/runs.js";
import { WatchScreen } from "../watch/watch.js";
import { useDraft } from "../wizard/draft.js";
import { ImageScreen } from "../wizard/image.js";
import { StepScreen } from "../wizard/step-screen.js";
import { type Route, RouterContext } from "./router.js";

type RouteTo<Name> = Extract<Route, { readonly screen: Name }>;

interface ScreenEntry<Name> {
	/** Its name where all screens are listed; absent for those that show one thing of many. */
	readonly title?: string;
	readonly Screen: ComponentType<Omit<RouteTo<Name>, "screen">>;
}

/** Every screen. A new one is its file, its route, and a line here. */
const SCREENS: { readonly [Name in Route["screen"]]: ScreenEntry<Name> } = {
	home: { title: "Home", Screen: HomeScreen },
	image: { title: "New image", Screen: ImageScreen },
	profiles: { title: "Profiles", Screen: ProfilesScreen },
	runs: { title: "Runs", Screen: RunsScreen },
	publish: { title: "Publish an image", Screen: PublishScreen },
	explorer: { title: "Explore elements", Screen: ExplorerScreen },
	doctor: { title: "Doctor", Screen: DoctorScreen },
	step: { Screen: StepScreen },
	build: { Screen: BuildScreen },
	batch: { Screen: BatchScreen },
	result: { Screen: ResultScreen },
	watch: { Screen: WatchScreen },
};

/** The screens that can be opened by their name alone. */
export const NAMED_SCREENS: readonly { readonly route: Route; readonly title: string }[] = Object.entries(
	SCREENS,
).flatMap(([screen, { title }]) => (title === undefined ? [] : [{ route: { screen } as Route, title }]));

/** The screen of a place. */
export function CurrentScreen({ route }: { readonly route: Route }) {
	const { kept } = useContext(RouterContext).getState();
	const name = usePlaceName(route);
	const place = useMemo(() => ({ name, kept }), [name, kept]);
	const { screen, ...about } = route;
	const Screen = SCREENS[screen].Screen as ComponentType<typeof about>;
	return (
		<PlaceContext.Provider value={place}>
			<Screen key={name} {...about} />
		</PlaceContext.Provider>
	);
}

/** What a place keeps belongs to what it shows: a run, an element, a step with its variable, or the image that was opened. */
function usePlaceName(route: Route): string {
	const opened = useDraft((state) => state.opened);
	const images = useRef(new Map<object, number>());
	const { run, element, step, item } = { run: "", element: "", step: "", item: "", ...route };
	const place = `${route.screen} ${run || element || `${step} ${item}`}`;
	if (route.screen !== "image" && route.screen !== "step") return place;
	const image = images.current.get(opened) ?? images.current.size;
	images.current.set(opened, image);
	return `${place} of image ${image}`;
}
