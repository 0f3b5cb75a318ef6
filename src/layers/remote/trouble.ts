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
