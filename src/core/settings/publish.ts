import * as z from "zod";
import { UserError } from "../errors.js";
import { parseDuration } from "../planning/quantities.js";
import type { PlannedPublication } from "../publish/planned-publication.js";
import { METHODS, OLDER, OWN_ATTRIBUTES, parseTarget, VISIBILITIES, withoutLogin } from "../publish/publish-rule.js";
import { given } from "../values/given.js";
import { checked, text } from "./schemas.js";
import { setting } from "./setting.js";

function targetWithoutLogin(to: string): void {
	parseTarget(to);
	if (withoutLogin(to) === to) return;
	throw new UserError({
		code: "secret-in-profile",
		message: "holds a login, which profiles and command lines show",
		next: ["Leave it out, and write it into ~/.netrc"],
	});
}

const property = z
	.string()
	.min(1)
	.refine((name) => !OWN_ATTRIBUTES.has(name), "is no property of its own: see the keys of 'publish'");

const rule = z
	.strictObject({
		to: checked(targetWithoutLogin),
		name: text.max(255, "is longer than 255 characters").optional(),
		region: text.optional(),
		format: text.optional(),
		visibility: z.enum(VISIBILITIES).optional(),
		protected: z.boolean().optional(),
		tags: z.array(text).optional(),
		properties: z.record(property, z.string()).optional(),
		"min-disk": z.int().min(0).optional(),
		"min-ram": z.int().min(0).optional(),
		keep: z.int().min(1, "must be 1 or more: the new image is one of them").optional(),
		"max-age": checked(parseDuration).optional(),
		older: z.enum(OLDER).optional(),
		method: z.enum(METHODS).optional(),
		url: text.optional(),
		stores: z.array(text).optional(),
		always: z.boolean().optional(),
	})
	.refine(({ method, url }) => method !== "web-download" || url !== undefined, {
		path: ["method"],
		message: "web-download needs 'url', the address that the cloud fetches the image from",
	});
type Rule = z.infer<typeof rule>;
const rules = z.union([rule, z.array(rule).min(1, "must name at least one place")]);
type Rules = z.infer<typeof rules>;

const listOf = (value: Rules): readonly Rule[] => (Array.isArray(value) ? value : [value]);

const planned = ({
	"min-disk": minDisk,
	"min-ram": minRam,
	"max-age": maxAge,
	always,
	...said
}: Rule): PlannedPublication => ({
	...(said as Omit<PlannedPublication, "afterBuild">),
	...given("minDisk", minDisk),
	...given("minRam", minRam),
	...given("maxAgeSeconds", maxAge === undefined ? undefined : parseDuration(maxAge)),
	...given("method", said.method ?? (said.url === undefined ? undefined : ("web-download" as const))),
	afterBuild: always === true,
});

/** What a flag can say: a place, after the build. */
const isPlain = (value: Rules) =>
	listOf(value).every(({ to: _, always, ...more }) => always && Object.keys(more).length === 0);

/** Where the image is sent. */
export const PUBLISH = {
	publish: setting(rules, {
		meaning:
			"Where the image is [published](publishing.md#in-a-profile), one place or a list: `{to: glance:CLOUD, name: …, keep: 3}`; done by `diskwright publish RUN`, by `build --publish`, or after each build with `always: true`",
		flags: [
			{
				group: "build",
				words: "--publish",
				meaning: "publish the image after the build, as the profile says under 'publish'",
				read: (_, __, before: Rules | undefined) => {
					if (before !== undefined) return listOf(before).map((one) => ({ ...one, always: true }));
					throw new UserError({
						code: "no-target",
						message: "--publish: the profile does not say where to publish to",
						next: [
							"Name a place: --publish-to glance:CLOUD",
							"Or write one into the profile: publish: {to: glance:CLOUD}",
						],
					});
				},
				write: () => [],
			},
			{
				group: "build",
				words: "--publish-to <target>",
				meaning:
					"publish the image there after the build: glance:CLOUD, folder:PATH, https://HOST/PATH/; may be repeated",
				completes: "text",
				repeated: "each",
				read: (targets: readonly string[], _, before: Rules | undefined) => {
					const known = before === undefined ? [] : listOf(before);
					for (const to of targets) targetOfFlag(to);
					const added = targets.filter((to) => !known.some((one) => one.to === to));
					return [
						...known.map((one) => (targets.includes(one.to) ? { ...one, always: true } : one)),
						...added.map((to) => ({ to, always: true })),
					];
				},
				write: (value) => (isPlain(value) ? listOf(value).flatMap(({ to }) => ["--publish-to", to]) : []),
			},
		],
		settings: (value) => ({ publish: listOf(value).map(planned) }),
		unsaid: (value) =>
			isPlain(value) ? undefined : "'publish' has a flag for the place alone; save the profile to keep the rest",
		toDib: () => ({ leftOut: ["'publish': DIB publishes nothing; diskwright publish sends what it has made"] }),
	}),
};

function targetOfFlag(to: string): void {
	try {
		targetWithoutLogin(to);
	} catch (error) {
		const { message, next } = error as UserError;
		throw new UserError({ code: "bad-value", message: `--publish-to: ${message}`, next });
	}
}
