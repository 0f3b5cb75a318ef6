/** What helps where an archive is not what it is said to be. */
export const WRITTEN_ANEW = "Where layers are put there it is written anew: diskwright cache push";

/** What is wrong with a folder of shared layers, or with a layer in it; the message says where. */
export class RemoteTrouble extends Error {
	constructor(
		message: string,
		/** What helps. */
		readonly next: string,
		/** True when asking again would be the same: nothing more is asked then. */
		readonly lasting: boolean,
	) {
		super(message);
	}
}
