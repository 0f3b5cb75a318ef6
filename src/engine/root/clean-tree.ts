import { tellOfLeftovers } from "../failure/tell-of-leftovers.js";
import type { Site } from "../steps/site.js";
import type { Step, UnseenStep } from "../steps/step.js";
import { together } from "../steps/together.js";
import { unmountBelow } from "../tree/unmount.js";
import type { EndLogins } from "./apt-logins.js";
import { endHolders } from "./end-holders.js";
import { finaliseTree } from "./finalise-tree.js";

/** The finished image, but for what the engine itself has put there. */
export interface CleanInput {
	readonly site: Site;
	readonly endLogins: EndLogins;
}

const endDaemons: Step<CleanInput> = {
	stage: "cleanup",
	id: "daemons",
	title: "end what hooks have left running in the image",
	reads: [],
	changes: ["tree"],
	async run({ emit }, { site }) {
		const names = await endHolders(site.tree);
		if (names.length === 0) return;
		emit({
			type: "warning",
			code: "daemon-in-image",
			message: `Still running in the image at its end, and ended: ${names.join(", ")}`,
			hint: "A hook has started it: stop it there, so that what it writes is complete.",
		});
	},
};

const lastTouches: Step<CleanInput> = {
	stage: "cleanup",
	id: "last-touches",
	title: "empty /tmp and logs, put resolv.conf back",
	reads: ["tree", "host"],
	changes: ["tree", "mounts"],
	async run(ctx, { site: { tree }, endLogins }) {
		tellOfLeftovers(ctx, [...(await endLogins(tree)), ...(await finaliseTree(tree))]);
	},
};

/** Step 26 of contract §7.3. */
export const cleanTree = together(
	{ stage: "cleanup", id: "finalise-tree", title: "empty /tmp and logs, put resolv.conf back" },
	[endDaemons, lastTouches],
);

/** Archives of the tree hold no device of the host (contract Q35). */
export const showTreeAlone: UnseenStep<Site> = {
	stage: "output",
	id: "tree-alone",
	title: "unmount what is not the image's own",
	reads: [],
	changes: ["mounts"],
	run: (_, { tree, ownMounts }) => unmountBelow(tree, new Set(ownMounts)),
};
