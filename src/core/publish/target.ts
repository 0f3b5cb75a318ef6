/** An image that a target holds, of the rule that published it. Names, digests and states in our words. */
export interface PublishedImage {
	readonly id: string;
	readonly name: string;
	/** `unfinished`: not shown yet; `current`: shown as it was published; `older`: a newer one has taken its place. */
	readonly stage: "unfinished" | "current" | "older";
	/** Whether the target holds all of it and serves it. */
	readonly usable: boolean;
	/** Whether people find it in a list. */
	readonly visible: boolean;
	readonly isProtected: boolean;
	/** Milliseconds since 1970. */
	readonly created: number;
	readonly updated: number;
	/** When it was made the one that is found; when it was created, as long as it never was. Of two, the later one is the newer. */
	readonly since: number;
	/** Undefined as long as the target does not say it. */
	readonly bytes?: number;
	/** What the target computed itself from what it holds. */
	readonly digest?: TargetDigest;
	/** Which machine's state folder began to send it. */
	readonly sender?: string;
	/** Name of the rule that it belongs to. */
	readonly rule?: string;
	/** Id of the run that has made it, where that is known. */
	readonly run?: string;
	/** Name of its file, where a target has files. */
	readonly file?: string;
}

export interface TargetDigest {
	/** As `node:crypto` names it: sha512. */
	readonly algorithm: string;
	/** In hexadecimal. */
	readonly value: string;
}

/** How far an image is on its way. */
export interface SendProgress {
	readonly sent: number;
	readonly total: number;
	/** What is done at the moment: `sending`, `reading`, `waiting for the server`. */
	readonly doing: string;
}

/** A file that is sent; each reading of it tells its digests. */
export interface SentFile {
	readonly path: string;
	readonly bytes: number;
	readonly format: string;
	/** Reads it once from the beginning; `done` is what was read, after the last part. Throws UserError when the file changes. */
	read(progress?: (sent: number) => void): FileReading;
	/** The digest by another algorithm, for a target that uses one: reads the file again. */
	digest(algorithm: string): Promise<string>;
}

export interface FileReading {
	readonly parts: AsyncIterable<Uint8Array>;
	/** After the last part: digests of all that was read, in hexadecimal. */
	readonly digests: () => { readonly sha512: string; readonly sha256: string };
}

export interface Sent {
	readonly image: PublishedImage;
	/** Of what was read from the file while it was sent, or for the comparison; in hexadecimal. */
	readonly sha512: string;
	readonly sha256: string;
}

/** Where images can be published: one folder in src/publish each. What can go wrong is thrown as a UserError. */
export interface PublishTarget {
	/** Such as `Glance of cloud lab (project web, RegionOne)`. */
	readonly title: string;
	/** All images of the rule, whether shown or not. */
	list(): Promise<readonly PublishedImage[]>;
	/** All images that diskwright has published there, of whatever rule. */
	listAll(): Promise<readonly PublishedImage[]>;
	/** One of them as it is now; undefined when it is gone. */
	look(id: string): Promise<PublishedImage | undefined>;
	/** Puts an image there that nobody finds yet. What fails leaves nothing of it. */
	send(file: SentFile, progress: (progress: SendProgress) => void): Promise<Sent>;
	/** Makes an image the one that is found, from `since` on. */
	show(sent: Sent, since: number): Promise<PublishedImage>;
	/** Makes it an older one: found under another name, or hidden. */
	retire(image: PublishedImage, how: "rename" | "hide"): Promise<void>;
	/** `in-use`: somebody needs it still, so that it stays. */
	remove(image: PublishedImage): Promise<"removed" | "in-use">;
	close(): Promise<void>;
}
