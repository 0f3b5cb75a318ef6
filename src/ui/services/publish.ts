import type { SendProgress } from "../../core/publish/target.js";

/** The image that a run has made, as it would be sent. */
export interface PublishableImage {
	/** Id of the run. */
	readonly run: string;
	/** Absolute. */
	readonly file: string;
	/** What it is called there unless another name is given. */
	readonly name: string;
	readonly bytes: number;
}

/** A place that is known on this machine. */
export interface PublishPlace {
	/** As `--to` takes it. */
	readonly to: string;
	/** Where it is written down. */
	readonly from: string;
}

export interface PublishOffer {
	readonly image: PublishableImage;
	readonly places: readonly PublishPlace[];
	/** Why no place could be read, one sentence. */
	readonly problem?: string;
}

/** What somebody has chosen. */
export interface PublishWish {
	readonly image: PublishableImage;
	readonly to: string;
	readonly name: string;
	readonly visibility: PublishVisibility;
}

export type PublishVisibility = "private" | "shared" | "community" | "public";

/** What came of it. */
export interface Published {
	readonly id: string;
	readonly name: string;
	readonly bytes: number;
	readonly sha512: string;
	/** `kept`: it was there already. */
	readonly how: "sent" | "kept";
}

export interface PublishListener {
	readonly onProgress: (progress: SendProgress) => void;
	/** What was done, one sentence without its end. */
	readonly onNote: (text: string) => void;
	/** Ends it; what was half there is removed, and `publish` rejects. */
	readonly signal: AbortSignal;
}

/** Sends images to clouds and other places. What can go wrong is thrown as a UserError. */
export interface PublishService {
	/** Without a run: of the newest one that made an image. */
	offer(run?: string): Promise<PublishOffer>;
	/** What would be done, as sentences; changes nothing. */
	preview(wish: PublishWish, listener: PublishListener): Promise<readonly string[]>;
	publish(wish: PublishWish, listener: PublishListener): Promise<Published>;
}
