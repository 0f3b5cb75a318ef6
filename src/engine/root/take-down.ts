import { tellOfLeftovers } from "../failure/tell-of-leftovers.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import { together } from "../steps/together.js";
import { removeEntry, removeInTree } from "../tree/files.js";
import { type EndLogins, lendLogins } from "./apt-logins.js";

const hideLogins: Step<Site, EndLogins> = {
	stage: "post-root",
	id: "logins",
	title: "take logins of mirrors out of the image",
	reads: ["tree"],
	changes: ["tree", "hooks"],
	run: ({ work, secrets }, { tree }) => lendLogins(tree, work.hooks, secrets.values),
};

/** Step 16. */
const removeLostFound: Step<Site> = {
	stage: "post-root",
	id: "lost-found",
	title: "remove lost+found",
	reads: ["tree"],
	changes: ["tree"],
	run: async (ctx, { tree }) => tellOfLeftovers(ctx, await removeInTree(tree, "lost+found")),
};

/** Steps 17 and 18. */
const setAside: Step<Site, Site> = {
	stage: "post-root",
	id: "set-aside",
	title: "unmount everything below the tree",
	reads: [],
	changes: ["mounts"],
	async run({ rootTree, work }, site) {
		await rootTree.moveTo(work.built);
		return { ...site, tree: work.built, rewindable: false };
	},
};

/** The tree and the image with it in it are what a build needs most memory for: what earlier hooks have fetched goes before. */
const forgetDownloads: Step<Site> = {
	stage: "post-root",
	id: "downloads",
	title: "remove copies of downloads",
	reads: [],
	changes: [],
	async run({ work }) {
		// What cannot be removed now goes with the folder of the build.
		await removeEntry(Buffer.from(work.downloads));
	},
};

/** Makes way for the final file systems (contract §7.3, steps 16 to 18). Results: how logins end, nothing, where the tree is now, nothing. */
export const takeDown = together({ stage: "post-root", id: "take-down", title: "unmount everything below the tree" }, [
	hideLogins,
	removeLostFound,
	setAside,
	forgetDownloads,
]);
