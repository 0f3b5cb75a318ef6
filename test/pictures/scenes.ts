import type { Key } from "../support/terminal/keys.js";
import type { PlacedMember } from "./placed-batch.js";
import type { PlacedRun } from "./recorded-runs.js";
import type { StageCloud } from "./stage-cloud.js";

/** What is done before the picture is taken. */
export type Step =
	| { readonly waitFor: string | RegExp }
	| { readonly press: readonly Key[] }
	| { readonly type: string }
	| { readonly paste: string }
	/** Files in the home are saved meanwhile. */
	| { readonly save: Readonly<Record<string, string>> }
	/** Until the program has ended. */
	| { readonly exit: true };

/** What went before, in the same home: files are saved, and a command of `diskwright` is carried out. */
export interface Before {
	readonly save?: Readonly<Record<string, string>>;
	readonly args: readonly string[];
}

/** One picture: a real run of the shipped program in a terminal. */
export interface Scene {
	/** Of the files: `docs/pictures/NAME.svg` and `.png`. */
	readonly name: string;
	readonly title?: string;
	readonly cols: number;
	readonly rows: number;
	/** Of `diskwright`. */
	readonly args: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	readonly before?: readonly Before[];
	/** Files in the home of whoever sits there, and the runs in their history, oldest first. */
	readonly files?: Readonly<Record<string, string>>;
	/** Elements of test/fixtures that lie in the home. */
	readonly elements?: readonly string[];
	readonly runs?: readonly PlacedRun[];
	/** Builds that were started together and go on. */
	readonly batch?: { readonly members: readonly PlacedMember[]; readonly sinceMs: number };
	/** A cloud that can be published to. */
	readonly cloud?: StageCloud;
	readonly steps: readonly Step[];
	/** For a program that prints and ends: its command line stands above, and what is too long is cut at its end. */
	readonly prompt?: boolean;
}

const MINUTES_A_DAY = 24 * 60;
const HISTORY: readonly PlacedRun[] = process.env.NOHIST
	? []
	: [
			{ record: "debian-vm-before", minutesAgo: 6 * MINUTES_A_DAY },
			{ record: "web-app-fails", minutesAgo: 2 * MINUTES_A_DAY },
			{ record: "debian-vm", minutesAgo: 180 },
		];
const PROFILES = {
	".ssh/id_ed25519.pub": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEl0IGlzIG5vYm9keSdzIGtleSBhdCBhbGwuLi4u you@workshop\n",
	".config/diskwright/profiles/web-server.yaml":
		"version: 1\nextends: debian-vm\ntitle: Our web server\nrelease: trixie\npackages: [nginx]\ndisk: {layout: efi}\n",
};

/** A second operating system, which cannot be in one image with debian-minimal. */
const HOUSE_OS = {
	"elements/house-os/element-provides": "operating-system\n",
	"elements/house-os/README.rst": "========\nhouse-os\n========\nThe operating system of this house.\n",
};

/** A collection of elements that was added once, and a folder that can be. */
const COLLECTIONS = {
	".local/share/diskwright/sources/tripleo-image-elements.json": JSON.stringify({
		...{ version: 1, name: "tripleo-image-elements", from: "https://mirror.example/openstack/tripleo-image-elements" },
		...{ commit: "5e2d8b40c1f7a93e6b08d4275cc19f3a7e60b1d2", folders: ["elements"], elements: 62, problems: [] },
		...{ added: "2025-11-03T09:12:44.000Z", updated: "2025-11-03T09:12:44.000Z" },
	}),
	"src/house-elements/house-users/element.yaml": "title: Everybody who works here\ncategory: access\n",
	"src/house-elements/house-users/install.d/50-house-users": "#!/bin/bash\nset -eu\n",
	"src/house-elements/sysctl/element.yaml": "title: Our kernel settings\ncategory: tools\n",
	"src/house-elements/motd/element.yaml": "titel: Welcome\ncategory: other\n",
};

/** A screen of one size with a history behind it; `keys` lead to it from home. */
function screen(name: string, steps: readonly Step[], more: Partial<Scene> = {}): Scene {
	return {
		name,
		cols: 120,
		rows: 40,
		args: [],
		files: { ...PROFILES, ...HOUSE_OS },
		env: { ELEMENTS_PATH: "/home/you/elements" },
		runs: HISTORY,
		steps: [{ waitFor: "debian-minimal-raw" }, ...steps],
		...more,
	};
}

/** A step of the wizard, by its digit in the menu of a new image. */
const step = (name: string, digit: string, steps: readonly Step[]): Scene =>
	screen(name, [{ press: ["enter"] }, { waitFor: "Review and build" }, { press: [digit] }, ...steps]);

const hook = (text: string) => `#!/bin/bash\nset -eu\n${text}\n`;
const page = (title: string) => ({ "elements/website/static/srv/www/index.html": `<h1>${title}</h1>\n` });

/** A profile of a small system, which is built in a moment: what is shown of layers really happens. */
const SITE = {
	".config/diskwright/profiles/site.yaml":
		"version: 1\ntitle: The site\nskip-base: true\nelements: [tiny-os, firewall, website]\noutputs: [{format: qcow2}]\nlayers: true\n",
	"elements/website/element.yaml": "title: The pages of our web server\ncategory: other\n",
	"elements/website/install.d/50-website": hook("mkdir -p /srv/www\ncp /tmp/in_target.d/static/srv/www/* /srv/www/"),
	"elements/website/install.d/60-index": hook('for page in /srv/www/*; do echo "$page"; done | tee /srv/pages'),
	"elements/firewall/element.yaml": "title: What may come in\ncategory: other\n",
	"elements/firewall/install.d/40-firewall": hook("echo 'tcp dport { 22, 80 } accept' >/etc/firewall"),
	...page("Hello"),
};

/** Something with layers, of which an earlier build is there, and of which the page was saved since when `changed`. */
function layered(name: string, args: readonly string[], steps: readonly Step[], more: Partial<Scene> = {}): Scene {
	return {
		...{ name, cols: 100, rows: 30, args, steps, files: SITE, elements: ["tiny-os"] },
		env: { ELEMENTS_PATH: "/home/you/elements", DIB_JOURNAL_SIZE: "4" },
		before: [{ args: BUILD_SITE }],
		...more,
	};
}

const BUILD_SITE = ["build", "site", "--progress", "quiet"];

/** A line of the list of elements; a small terminal shows the first ones alone. */
const ELEMENTS = /\[[x ]\] /;

/** A build that goes on, at a time of its own. */
function running(name: string, until: number, steps: readonly Step[]): Scene {
	const runs = [...HISTORY, { record: "debian-vm", minutesAgo: 0, until } as const];
	return { ...screen(name, []), args: ["runs", "attach"], runs, steps: [{ waitFor: "Phases" }, ...steps] };
}

/** From the result of the newest build to the places it could be published to. */
const publishing = (name: string, steps: readonly Step[], stopsAt?: number): Scene => ({
	...screen(name, []),
	args: ["runs", "attach"],
	cloud: { image: "debian-vm.qcow2", bytes: 346488832, ...(stopsAt === undefined ? {} : { stopsAt }) },
	steps: [
		{ waitFor: /enter for the resu/ },
		{ press: ["enter"] },
		{ waitFor: /Image ─+ \d+ file/ },
		{ press: ["P"] },
		{ waitFor: "glance:lab" },
		...steps,
	],
});
const LOOK: readonly Step[] = [{ press: ["enter"] }, { waitFor: "nothing has been sent" }];

export const SCENES: readonly Scene[] = [
	{
		name: "plan",
		cols: 100,
		rows: 40,
		args: ["plan", "debian-vm"],
		steps: [{ exit: true }],
		prompt: true,
	},
	{
		name: "doctor",
		cols: 100,
		rows: 40,
		args: ["doctor"],
		steps: [{ exit: true }],
		prompt: true,
	},
	screen("home", []),
	screen("help", [{ press: ["?"] }, { waitFor: "all keys" }]),
	screen("legend", [{ press: ["?"] }, { waitFor: "all keys" }, { press: ["G"] }, { waitFor: "much slower" }]),
	screen("palette", [{ press: ["ctrl-p"] }, { waitFor: "Go to" }, { type: "ssh" }, { waitFor: /❯ .*ssh/ }]),
	screen("image", [{ press: ["enter"] }, { waitFor: "Review and build" }, { waitFor: "look at variables" }]),
	step("release", "1", [{ waitFor: "step 1 of 7" }]),
	step("architecture", "2", [{ waitFor: "native" }]),
	step("elements", "3", [{ waitFor: ELEMENTS }, { press: [..."jjjjjjjjj"] }, { waitFor: "❯ [x] growroot" }]),
	step("elements-filter", "3", [
		{ waitFor: ELEMENTS },
		{ press: ["/"] },
		{ waitFor: "enter keep" },
		{ type: "cloud" },
		{ waitFor: /\d of \d+ ─/ },
	]),
	{
		...step("sources", "3", [
			{ waitFor: ELEMENTS },
			{ press: ["s"] },
			{ waitFor: "diskimage-builder" },
			{ press: ["a"] },
			{ waitFor: "Add a collection" },
			{ type: "src/house-elements" },
			{ press: ["enter"] },
			{ waitFor: "[x] house-elements" },
			{ waitFor: "3 elements" },
			{ waitFor: "titel" },
		]),
		files: { ...PROFILES, ...HOUSE_OS, ...COLLECTIONS },
	},
	step("packages", "3", [{ waitFor: ELEMENTS }, { press: ["p"] }, { waitFor: "ackages" }]),
	step("conflict", "3", [
		{ waitFor: ELEMENTS },
		{ press: ["/"] },
		{ waitFor: "enter keep" },
		{ type: "house-os" },
		{ waitFor: /1 of \d+ ─/ },
		{ press: ["enter"] },
		{ waitFor: "space" },
		{ press: ["space"] },
	]),
	step("variables", "4", [{ waitFor: "block-device-mbr" }]),
	step("mirrors", "5", [{ waitFor: "M/s" }]),
	step("disk", "6", [{ waitFor: "step 6 of 7" }]),
	step("review", "7", [{ waitFor: "Overview" }, { waitFor: /image +debian-vm/ }]),
	step("login", "7", [{ waitFor: "Overview" }, { press: ["b"] }, { waitFor: "log in" }]),
	step("save", "7", [{ waitFor: "Overview" }, { press: ["ctrl-s"] }, { waitFor: "Save" }]),
	running("build", 118_000, [{ waitFor: "install.d" }]),
	running("build-grid", 118_000, [{ waitFor: "install.d" }, { press: ["v"] }]),
	running("build-search", 118_000, [
		{ waitFor: "install.d" },
		{ press: ["tab", "/"] },
		{ waitFor: "enter search" },
		{ type: "setting up" },
		{ press: ["enter"] },
		{ waitFor: "hits" },
	]),
	screen("batch", [], {
		args: ["runs", "attach", "b-"],
		batch: {
			sinceMs: 226_000,
			members: [
				{
					name: "web-bookworm",
					run: { record: "debian-vm-before", minutesAgo: 4 },
					ended: { outcome: "ok", ms: 108_000 },
				},
				{ name: "web-trixie", run: { record: "debian-vm", minutesAgo: 0, until: 118_000 }, warnings: 1 },
				{ name: "mail-bookworm", run: { record: "web-app-fails", minutesAgo: 0, until: "held" } },
				{ name: "mail-trixie", run: { record: "debian-vm", minutesAgo: 0, until: 61_000 } },
				{ name: "build-host-bookworm", waits: "memory" },
				{ name: "build-host-trixie", waits: "jobs" },
			],
		},
		steps: [{ waitFor: "Builds" }, { waitFor: "waits for" }, { press: ["down"] }],
	}),
	layered(
		"watch",
		["watch", "site"],
		[
			{ waitFor: /✔ .*built \d/ },
			{ save: page("Hello, world") },
			{ waitFor: /2 ran, 2 cached/ },
			{ waitFor: /✔ .*index[\s\S]*✔ .*built/ },
			{ save: { "elements/firewall/install.d/40-firewall": hook("echo 'tcp dport 22 accept >/etc/firewall") } },
			{ waitFor: /✖ .*failed/ },
			{ save: { "elements/firewall/install.d/40-firewall": hook("echo 'tcp dport 22 accept' >/etc/firewall") } },
			{ waitFor: /✔ .*40-firewall[\s\S]*✖ / },
		],
	),
	layered(
		"cached",
		["build", "site"],
		[
			{ waitFor: "Name of the user" },
			{ press: ["enter"] },
			{ waitFor: "enter for the result" },
			{ press: [..."kkkkkkkk"] },
		],
		{
			before: [{ args: BUILD_SITE }, { save: page("Hello, world"), args: ["--version"] }],
		},
	),
	layered("why", ["why"], [{ exit: true }], {
		before: [{ args: BUILD_SITE }, { save: page("Hello, world"), args: BUILD_SITE }],
		prompt: true,
	}),
	layered("why-task", ["why", "install/50-website"], [{ exit: true }], {
		before: [{ args: BUILD_SITE }, { save: page("Hello, world"), args: BUILD_SITE }],
		prompt: true,
	}),
	layered("plan-layers", ["plan", "site"], [{ exit: true }], {
		before: [{ args: BUILD_SITE }, { save: page("Hello, world"), args: ["--version"] }],
		prompt: true,
	}),
	layered("unchanged", ["build", "site"], [{ exit: true }], { prompt: true }),
	layered(
		"review-layers",
		[],
		[
			{ waitFor: "✔ site" },
			{ press: ["down", "enter"] },
			{ waitFor: "Review and build" },
			{ press: ["7"] },
			{ waitFor: "step 7 of 7" },
		],
		{
			before: [{ args: ["build", "site", "--progress", "quiet"] }, { save: page("Hello, world"), args: ["--version"] }],
		},
	),
	screen("failure", [], {
		args: ["runs", "attach"],
		runs: [...HISTORY, { record: "web-app-fails", minutesAgo: 0, until: "held" }],
		steps: [{ waitFor: "held for your decision" }],
	}),
	screen("result", [], {
		args: ["runs", "attach"],
		steps: [{ waitFor: /enter for the resu/ }, { press: ["enter"] }, { waitFor: /Image ─+ \d+ file/ }],
	}),
	publishing("publish-places", []),
	publishing("publish", LOOK),
	publishing("publish-sending", [...LOOK, { press: ["enter"] }, { waitFor: /left/ }], 0.6),
	publishing("publish-done", [...LOOK, { press: ["enter"] }, { waitFor: "is published" }]),
	publishing("publish-refused", [
		{
			save: {
				".config/openstack/clouds.yaml":
					"clouds: {lab: {auth: {auth_url: http://127.0.0.1:9/v3, username: demo, password: x, project_name: web}}}\n",
			},
		},
		{ press: ["enter"] },
		{ waitFor: "not published" },
	]),
	screen("runs", [{ press: [..."jjjjjj", "enter"] }, { waitFor: "debian-vm.qcow2" }]),
	screen("profiles", [{ press: [..."jjjjj", "enter"] }, { waitFor: "web-server.yaml" }]),
	screen("doctor-screen", [{ press: ["G", "enter"] }, { waitFor: "mksquashfs" }]),
	{
		name: "explorer",
		cols: 120,
		rows: 40,
		args: ["explore", "debian-minimal"],
		steps: [{ waitFor: "1 about" }, { press: ["8"] }, { waitFor: "Environment variables" }],
	},
	{
		name: "explorer-hook",
		cols: 120,
		rows: 40,
		args: ["explore", "bootloader"],
		steps: [
			{ waitFor: "1 about" },
			{ press: ["6"] },
			{ waitFor: "finalise.d" },
			{ press: ["G"] },
			{ waitFor: "❯   50-bootloader" },
			{ press: ["enter"] },
			{ waitFor: "set -eu" },
			{ press: ["/"] },
			{ waitFor: "enter keep" },
			{ type: "grub" },
			{ waitFor: "/ grub" },
			{ press: ["enter"] },
			{ waitFor: "n next" },
		],
	},
];
