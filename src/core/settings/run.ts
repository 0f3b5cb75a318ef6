import * as z from "zod";
import { parseDuration, parseOnFailure } from "../planning/quantities.js";
import { checked, text } from "./schemas.js";
import { setting } from "./setting.js";

/** What the boot test waits for when the profile or flag does not say. */
export const BOOT_TEST = { until: "login: ", timeoutSeconds: 300 };

/** How old a layer may be, unless told otherwise. */
export const MAX_AGE_SECONDS = 24 * 3600;

/** Of `no-cache-from`: no layer is taken at all. */
export const ALL_TASKS = "all";

/** How it is built, and what is done with the image then. */
export const RUN = {
	"boot-test": setting(
		z.union([z.boolean(), z.strictObject({ until: text.optional(), timeout: checked(parseDuration).optional() })]),
		{
			meaning: "`true`, or `{until: TEXT, timeout: 5m}`: boots the image after the build",
			flags: [
				{
					group: "build",
					words: "--boot-test [text]",
					meaning: "boot the image and wait for this text; 'login: ' by default",
					completes: "text",
					read: (until: true | string) => until === true || { until: until || BOOT_TEST.until },
					write: (test) => {
						if (!test) return [];
						return test === true || test.until === undefined ? ["--boot-test"] : [`--boot-test=${test.until}`];
					},
				},
			],
			settings: (test) => {
				if (!test) return {};
				const { until = BOOT_TEST.until, timeout } = test === true ? {} : test;
				return {
					bootTest: { until, timeoutSeconds: timeout ? parseDuration(timeout) : BOOT_TEST.timeoutSeconds },
				};
			},
			unsaid: (test) =>
				typeof test === "object" && test.timeout
					? "'boot-test.timeout' has no flag; save the profile to keep it"
					: undefined,
			toDib: (test) => (test ? { leftOut: ["'boot-test': DIB does not boot what it builds"] } : {}),
		},
	),
	reproducible: setting(z.boolean(), {
		meaning:
			"`true`: the same bits whenever, wherever and by whomever it is built ([reproducible images](reproducible.md))",
		flags: [
			{
				group: "build",
				words: "--reproducible",
				meaning: "make an image with the same bits whenever and wherever it is built",
				write: (reproducible) => (reproducible ? ["--reproducible"] : []),
			},
		],
		settings: (reproducible) => ({ reproducible }),
		toDib: (reproducible) => (reproducible ? { leftOut: ["'reproducible': DIB makes another image every time"] } : {}),
	}),
	layers: setting(z.boolean(), {
		meaning:
			"`true`: keeps what hooks did, and takes it when nothing that they read has changed ([caching](caching.md))",
		flags: [
			{
				group: "build",
				words: "--layers",
				meaning: "keep what hooks did; take it when nothing that they read has changed",
				write: (layers) => (layers ? ["--layers"] : []),
			},
		],
		settings: (layers) => ({ layers }),
		toDib: (layers) => (layers ? { leftOut: ["'layers': DIB runs every hook in every build"] } : {}),
	}),
	"whole-image": setting(z.boolean(), {
		meaning: "With `layers`: `true` makes the image anew instead of changing a copy of an earlier one",
		flags: [
			{
				group: "build",
				words: "--whole-image",
				meaning: "with layers: make the image anew instead of changing a copy of an earlier one",
				write: (whole) => (whole ? ["--whole-image"] : []),
			},
		],
		settings: (wholeImage) => ({ wholeImage }),
		toDib: () => ({}),
	}),
	"max-age": setting(checked(parseDuration), {
		meaning: "With `layers`: how old one may be that is taken, for what hooks fetch is not seen: `12h`; otherwise `1d`",
		parse: parseDuration,
		flags: [
			{
				group: "build",
				words: "--max-age <time>",
				meaning: "with layers: take none that is older, like 12h; 1d by default",
				completes: "text",
			},
		],
		settings: (time) => ({ maxAgeSeconds: parseDuration(time) }),
		toDib: () => ({}),
	}),
	"no-cache-from": setting(text, {
		meaning: "With `layers`: the task from which on all hooks run again, like `install/50-x`; `all` from the first one",
		flags: [
			{
				group: "build",
				words: "--no-cache",
				meaning: "with layers: run all hooks again, and keep what they did",
				// commander delivers `cache`, which is true unless the flag is given.
				read: (cache: boolean) => (cache ? undefined : ALL_TASKS),
				write: (task) => (task === ALL_TASKS ? ["--no-cache"] : []),
			},
			{
				group: "build",
				words: "--no-cache-from <task>",
				meaning: "with layers: run the hooks from this task on again, like install/50-x",
				completes: "text",
				read: (task: string | true, _, before) => (task === true ? before : task),
				write: (task) => (task === ALL_TASKS ? [] : [`--no-cache-from=${task}`]),
			},
		],
		settings: (task) => ({ renewFrom: task }),
		toDib: () => ({}),
	}),
	"on-failure": setting(checked(parseOnFailure), {
		meaning: "`stop`, `hold` or `hold=2h`",
		parse: parseOnFailure,
		flags: [
			{
				group: "build",
				words: "--on-failure <answer>",
				meaning: "stop, hold or hold=2h: keep a failed build for a look and a retry",
				completes: "on-failure",
			},
		],
		settings: (answer) => ({ onFailure: parseOnFailure(answer) }),
		toDib: (answer) => (answer.startsWith("hold") ? { leftOut: ["'on-failure': DIB stops at the first failure"] } : {}),
	}),
	"task-timeout": setting(checked(parseDuration), {
		meaning: "Longest time of one hook: `30m`; without it 4 hours for hooks that only download",
		parse: parseDuration,
		flags: [
			{
				group: "build",
				words: "--task-timeout <time>",
				meaning: "stop a hook that takes longer, like 30m",
				completes: "text",
			},
		],
		settings: (time) => ({ taskTimeoutSeconds: parseDuration(time) }),
		toDib: () => ({ leftOut: ["'task-timeout': DIB waits for a hook without end"] }),
	}),
};
