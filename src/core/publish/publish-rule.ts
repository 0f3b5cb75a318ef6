import { UserError } from "../errors.js";
import type { RotationRule } from "./rotation.js";

export const VISIBILITIES = ["private", "shared", "community", "public"] as const;
export const METHODS = ["upload", "import", "web-download"] as const;
export const OLDER = ["hide", "rename", "leave"] as const;

/** What every image of a cloud has, besides properties. */
export const OWN_ATTRIBUTES: ReadonlySet<string> = new Set(
	(
		"id name status visibility owner protected os_hidden created_at updated_at size virtual_size checksum os_hash_algo os_hash_value " +
		"disk_format container_format min_disk min_ram tags file self schema locations direct_url stores"
	).split(" "),
);

/** Where an image is published and what becomes of the ones before; what is absent is the target's own. */
export interface PublishRule extends RotationRule {
	/** As `parseTarget` reads it: `glance:CLOUD`, or `glance` for the one that the environment names; `folder:PATH`, `https://HOST/PATH/`. */
	readonly to: string;
	/** Its name there; it is also what the rule's images are known by. */
	readonly name: string;
	/** Instead of the cloud's own. */
	readonly region?: string;
	readonly visibility: (typeof VISIBILITIES)[number];
	readonly protected: boolean;
	readonly tags: readonly string[];
	readonly properties: Readonly<Record<string, string>>;
	readonly minDisk?: number;
	readonly minRam?: number;
	readonly method: (typeof METHODS)[number];
	/** From where a server fetches it itself (web-download). */
	readonly url?: string;
	/** Of a cloud that has several. */
	readonly stores: readonly string[];
	/** Of the outputs of a build: the one that is sent. */
	readonly format?: string;
}

/** Where to publish to. */
export type TargetWords =
	/** `name` is the cloud. */
	| { readonly kind: "glance"; readonly name?: string }
	/** Relative to the current folder, unless it begins with a slash. */
	| { readonly kind: "folder"; readonly path: string }
	/** An address that ends with a slash, maybe with a login. */
	| { readonly kind: "http"; readonly url: string };

/** `glance`, `glance:CLOUD`, `CLOUD`, `folder:PATH`, `https://HOST/PATH/`. Throws UserError. */
export function parseTarget(text: string): TargetWords {
	const [, kind, name] = /^([a-z][a-z0-9+-]*):(.*)$/s.exec(text) ?? [];
	if (text === "glance") return { kind: "glance" };
	if (kind === "glance" && name) return { kind: "glance", name };
	if (kind === "folder" && name) return { kind: "folder", path: name };
	if ((kind === "http" || kind === "https") && URL.canParse(text)) return { kind: "http", url: webFolder(text) };
	if (kind === undefined && /^[^\s/:]+$/.test(text)) return { kind: "glance", name: text };
	throw new UserError({
		code: "unknown-target",
		message: `'${withoutLogin(text)}' is no place to publish to`,
		next: [
			"Name a cloud of clouds.yaml: --to glance:CLOUD; or --to glance for the one that OS_CLOUD or OS_* name.",
			"Or a folder or a web server: --to folder:/srv/images, --to https://HOST/PATH/",
		],
	});
}

function webFolder(text: string): string {
	const url = new URL(text);
	url.search = url.hash = "";
	if (!url.pathname.endsWith("/")) url.pathname += "/";
	return url.href;
}

/** A target as it may be shown: without the login in its address. */
export const withoutLogin = (text: string): string => text.replace(/^([a-z][a-z0-9+-]*:\/\/)[^/@]*@/i, "$1");

/** What a rule without a word about it is. */
export const USUAL_RULE = {
	visibility: "private",
	protected: false,
	tags: [],
	properties: {},
	method: "upload",
	stores: [],
	older: "hide",
} as const satisfies Partial<PublishRule>;

/** A rule that says nothing but where: to look at what is there. */
export const ruleOfTarget = (to: string, region?: string): PublishRule => ({
	...USUAL_RULE,
	...{ to, name: "" },
	...(region === undefined ? {} : { region }),
});
