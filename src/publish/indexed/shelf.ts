import type { SentImage } from "../../core/publish/published-index.js";
import type { FileReading, SendProgress, SentFile, TargetDigest } from "../../core/publish/target.js";

/** What a place holds of an image after it was sent. */
export interface Held {
	readonly bytes: number;
	/** Computed from what the place holds: by itself, or by reading it back. */
	readonly digest: TargetDigest;
	readonly digests: ReturnType<FileReading["digests"]>;
}

export interface PutTools {
	readonly progress: (progress: SendProgress) => void;
	/** Writes into the index what a later run needs to go on. */
	readonly remember: (more: Pick<SentImage, "upload">) => Promise<void>;
}

/**
 * A place that holds files and an index of them: a folder, a web server, a bucket. An image lies under a temporary name, where the place
 * can give names, until it is named. `always` is said by what clears up: also when the work was cancelled.
 */
export interface Shelf {
	/** As the object of a sentence: `the folder /srv/images`. */
	readonly title: string;
	/** Where the index is, for errors. */
	readonly indexPath: string;
	/** Undefined when there is none; `mark` is what tells later whether it is still the same. */
	readIndex(always: boolean): Promise<{ readonly text: string | undefined; readonly mark?: string }>;
	/** Replaces it whole; false when somebody else has changed it since. */
	writeIndex(text: string, mark: string | undefined, always: boolean): Promise<boolean>;
	/** Keeps others out while the index is read and written, where the place has a way. */
	alone?<Result>(work: () => Promise<Result>): Promise<Result>;
	/** Throws UserError for a place that will not take an image, before anything is changed. */
	prepare?(entry: SentImage): Promise<void>;
	/** Of the file of an image under either of its names; undefined when there is none. */
	bytesOf(entry: SentImage): Promise<number | undefined>;
	/** Sends an image, and looks at what has arrived. */
	put(entry: SentImage, file: SentFile, tools: PutTools): Promise<Held>;
	/** Gives it its name; done already is fine. */
	nameIt?(entry: SentImage): Promise<void>;
	/** Whether what people find by name is this file, and making it so. Absent where the index alone tells. */
	readonly latest?: {
		isThat(entry: SentImage): Promise<boolean>;
		set(entry: SentImage): Promise<void>;
	};
	/** Under both of its names, with what was begun of it; gone already is fine. */
	remove(entry: SentImage, always: boolean): Promise<void>;
	/** Whether another try may go better. */
	mayPass(error: unknown): boolean;
	/** What a user reads of it. */
	explain(error: unknown): unknown;
	/** Before the next try. */
	wait(tries: number): Promise<void>;
	/** Whether a run that was killed left something of this image that is gone on with. */
	readonly goesOn?: boolean;
	close(): Promise<void>;
}
