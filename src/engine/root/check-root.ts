import { addEngineHooks } from "../hooks/engine-hooks.js";
import { offerQuickInitramfs } from "../hooks/quick-initramfs.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import { together } from "../steps/together.js";
import { TaskFailure } from "../tasks/task.js";
import { kindInTree, listInTree } from "../tree/files.js";
import { mountKernelFileSystems } from "./chroot.js";
import { borrowResolvConf } from "./resolv-conf.js";

/** Something must have filled the image (contract §7.3, step 6). */
const lookAtTree: Step<Site> = {
	stage: "root",
	id: "look",
	title: "look at what the root phase has made",
	reads: ["tree"],
	changes: [],
	async run(_, { tree }) {
		if (!(await hasContent(tree))) {
			throw new TaskFailure("Failed to deploy the root element.", 1, undefined, [
				"No hook of root.d has filled the image: look at the log of the operating-system element.",
			]);
		}
		const missing = await missingFolders(tree);
		if (missing.length === 0) return;
		throw new TaskFailure(`The root phase has left no ${missing.join(", ")} in the image`, 1, undefined, [
			"The build needs them as mount points: make them in a hook of root.d.",
		]);
	},
};

/** Step 7. */
const borrowResolver: Step<Site> = {
	stage: "root",
	id: "resolv-conf",
	title: "give the image this host's resolv.conf",
	reads: ["tree", "host"],
	changes: ["tree"],
	run: (_, { tree }) => borrowResolvConf(tree),
};

/** Step 8, and again where the tree has moved: `/proc`, `/dev` and `/sys` below TMP_MOUNT_PATH. */
export const mountKernel = (stage: Step["stage"]): Step<unknown> => ({
	stage,
	id: "kernel",
	title: "mount /proc, /dev and /sys in the image",
	reads: ["tree", "host"],
	changes: ["mounts"],
	run: ({ work }) => mountKernelFileSystems(work.mount),
});

/** Step 9. */
const engineHooks: Step<unknown> = {
	stage: "root",
	id: "engine-hooks",
	title: "add the engine's own hooks",
	reads: [],
	changes: ["hooks"],
	async run(ctx) {
		const { work, environment, plan } = ctx;
		await addEngineHooks(work.hooks, environment._LIB as string, plan.settings.installType);
		await offerQuickInitramfs(ctx);
	},
};

/** What stands between the root phase and all others (contract §7.3, steps 6 to 9). */
export const checkRoot = together({ stage: "root", id: "check", title: "check the root tree" }, [
	lookAtTree,
	borrowResolver,
	mountKernel("root"),
	engineHooks,
]);

/** True when the root phase left something besides lost+found and tmp (contract §7.3, step 6). */
async function hasContent(tree: string): Promise<boolean> {
	return (await listInTree(tree, "/")).some((name) => !name.startsWith("lost+found") && !name.endsWith("tmp"));
}

/** Folders that later steps need and the root phase has not made (contract §7.3, steps 7 and 8). */
async function missingFolders(tree: string): Promise<string[]> {
	const missing = [];
	for (const name of ["etc", "proc", "dev", "sys"]) {
		if ((await kindInTree(tree, name)) !== "folder") missing.push(`/${name}`);
	}
	return missing;
}
