import type { TaskProgress } from "../../core/run/build-state.js";
import { askTool } from "../../host/run-tool.js";

/** Hears how many bytes one tool has read so far. */
export type OnRead = (bytes: number) => void;

/** The end of a copy is told by the end of its task. */
const ALMOST = 0.99;

/** How far the copying of something is, whatever tools do it one after another: by what they have read of it. */
export class CopyMeter {
	#total = 0;
	/** Read by the tools that have ended. */
	#before = 0;
	#now = 0;

	/**
	 * @param total bytes of what is copied; nothing is told before it is known
	 * @param label what is told, such as `copied`
	 */
	constructor(
		total: Promise<number | undefined>,
		readonly label: string,
		readonly tell: (progress: TaskProgress) => void,
	) {
		total.then(
			(bytes = 0) => {
				this.#total = bytes;
			},
			// Without a size there is no progress.
			() => {},
		);
	}

	/** For the next tool. */
	part(): OnRead {
		this.#before += this.#now;
		this.#now = 0;
		return (bytes) => {
			this.#now = Math.max(this.#now, bytes);
			const total = this.#total;
			if (total <= 0) return;
			// Tools read a little beside what they copy.
			const current = Math.min(total, this.#before + this.#now);
			this.tell({ label: this.label, current, total, unit: "bytes", share: Math.min(ALMOST, current / total) });
		};
	}
}

/** Bytes of all files of a tree, without what is mounted in it; undefined when that cannot be said. */
export async function treeBytes(tree: string): Promise<number | undefined> {
	const bytes = Number.parseInt((await askTool(["du", "-s", "-b", "-x", "--", tree])) ?? "", 10);
	return bytes > 0 ? bytes : undefined;
}
