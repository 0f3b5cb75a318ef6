import { UserError } from "../../src/core/errors.js";
import { preferencesSchema } from "../../src/core/host/preferences.js";
import { NO_DURATIONS } from "../../src/core/progress/share-done.js";
import type { RunFeed } from "../../src/core/run/run-feed.js";
import type { Services } from "../../src/ui/services/services.js";

type Parts = { readonly [K in keyof Services]?: Partial<Services[K]> };

/** Services of which a test hands in the parts its screen uses; whatever else is asked of them fails the test. */
export function fakeServices(given: Parts = {}): Services {
	// Many screens lead to the one of a build.
	const parts: Parts = {
		...given,
		runs: { open: () => fakeFeed(), ...given.runs },
		preferences: { get: () => preferencesSchema.parse({}), update: () => {}, ...given.preferences },
	};
	const service = <K extends keyof Services>(name: K) =>
		new Proxy(
			{ ...(parts[name] as object) },
			{
				get: (own, method) =>
					method in own
						? own[method as keyof typeof own]
						: () => Promise.reject(new Error(`the test has no ${name}.${String(method)}`)),
			},
		) as unknown as Services[K];
	return {
		about: { version: "0.0.0", cwd: "/work", home: "/home/me", user: "me", ...parts.about },
		batches: service("batches"),
		boot: service("boot"),
		catalogue: service("catalogue"),
		host: service("host"),
		packages: service("packages"),
		plans: service("plans"),
		preferences: service("preferences"),
		profiles: service("profiles"),
		publish: service("publish"),
		runs: service("runs"),
		sources: service("sources"),
		terminal: service("terminal"),
		...(parts.watch ? { watch: service("watch") as NonNullable<Services["watch"]> } : {}),
		now: (parts.now as Services["now"] | undefined) ?? (() => 0),
		wallClock: (parts.wallClock as Services["wallClock"] | undefined) ?? (() => Date.UTC(2026, 0, 1, 12)),
	};
}

/** A refusal as services throw it. */
export function refusal(code: string, message: string, next: readonly string[] = []): UserError {
	return new UserError({ code, message, next });
}

/** The feed of a run that says nothing, but for the parts a test hands in. */
export function fakeFeed(parts: Partial<RunFeed> = {}): RunFeed {
	return {
		folder: "/runs/a-run",
		read: async () => {},
		elapsed: () => undefined,
		lines: async () => [],
		search: async () => [],
		past: async () => NO_DURATIONS,
		watchGauges: async () => {},
		...parts,
	};
}
