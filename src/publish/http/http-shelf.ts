import { INDEX_FILE, type SentImage } from "../../core/publish/published-index.js";
import type { SentFile } from "../../core/publish/target.js";
import { digestOf } from "../indexed/digest-of.js";
import type { Held, PutTools, Shelf } from "../indexed/shelf.js";
import { explainServer } from "../wire/explain-server.js";
import { type Answer, type Ask, type Http, Silence } from "../wire/http.js";
import { Refusal } from "../wire/refusal.js";
import { heldDigest, WANTED_DIGESTS } from "./held-digest.js";

const isDone = ({ status }: Answer) => status >= 200 && status < 300;
const isAbsent = ({ status }: Answer) => status === 404 || status === 410;

/**
 * A folder of a web server. Servers that speak WebDAV rename; with others an image has its own name at once, which nobody knows before the
 * index tells it.
 */
export class HttpShelf implements Shelf {
	readonly title: string;
	readonly indexPath: string;
	#moves: boolean | undefined;

	/** `base` is without a login and ends with a slash. */
	constructor(
		private readonly base: string,
		private readonly authorization: string | undefined,
		private readonly http: Http,
		private readonly signal: AbortSignal,
	) {
		this.title = base;
		this.indexPath = this.#url(INDEX_FILE);
	}

	async readIndex(always: boolean): Promise<{ text: string | undefined; mark?: string }> {
		const answer = await this.#ask("GET", INDEX_FILE, { always, headers: { "cache-control": "no-cache" } });
		if (isAbsent(answer)) return { text: undefined, mark: ABSENT };
		if (answer.status !== 200) throw new Refusal(answer, "show its index");
		const { etag } = answer.headers;
		return { text: answer.text, ...(typeof etag === "string" ? { mark: etag } : {}) };
	}

	/** Only over what was read; a weak tag never matches, so nothing is asked of it. */
	async writeIndex(text: string, mark: string | undefined, always: boolean): Promise<boolean> {
		const headers = { "content-type": "application/json", ...condition(mark) };
		const answer = await this.#ask("PUT", INDEX_FILE, { always, headers, body: text });
		if (answer.status === 412) return false;
		if (!isDone(answer)) throw new Refusal(answer, "take the index");
		return true;
	}

	async bytesOf(entry: SentImage): Promise<number | undefined> {
		for (const name of await this.#names(entry)) {
			const answer = await this.#ask("HEAD", name);
			if (isAbsent(answer)) continue;
			if (!isDone(answer)) throw new Refusal(answer, `tell of ${name}`);
			return lengthOf(answer);
		}
		return undefined;
	}

	async put(entry: SentImage, file: SentFile, { progress }: PutTools): Promise<Held> {
		const tell = (doing: string) => (sent: number) => progress({ sent, total: file.bytes, doing });
		const name = (await this.#canMove()) ? temporary(entry) : entry.file;
		const reading = file.read(tell("sending"));
		const headers = this.#headers({
			"content-length": String(file.bytes),
			"content-type": "application/octet-stream",
		});
		const answer = await this.http.put(this.#url(name), headers, reading.parts);
		if (!isDone(answer)) throw new Refusal(answer, "take the image");
		return { ...(await this.#held(name, tell("reading back"))), digests: reading.digests() };
	}

	/** What the server tells of it, or else what it gives back. */
	async #held(name: string, tell: (read: number) => void): Promise<Pick<Held, "bytes" | "digest">> {
		const told = await this.#ask("HEAD", name, { headers: WANTED_DIGESTS });
		const [bytes, digest] = [lengthOf(told), heldDigest(told.headers)];
		if (isDone(told) && bytes !== undefined && digest) return { bytes, digest };
		const plain = this.#headers({ "accept-encoding": "identity", "cache-control": "no-cache" });
		const read = await this.http.get(this.#url(name), plain, (parts) => digestOf(parts, "sha256", tell));
		if ("answer" in read) throw new Refusal(read.answer, "give back what it took");
		return read.result;
	}

	async nameIt(entry: SentImage): Promise<void> {
		if (!(await this.#canMove())) return;
		const headers = { destination: this.#url(entry.file), overwrite: "F" };
		const answer = await this.#ask("MOVE", temporary(entry), { headers });
		if (isDone(answer)) return;
		const isNamed = (isAbsent(answer) || answer.status === 412) && isDone(await this.#ask("HEAD", entry.file));
		if (!isNamed) throw new Refusal(answer, "give the image its name");
	}

	async remove(entry: SentImage, always: boolean): Promise<void> {
		for (const name of await this.#names(entry)) {
			const answer = await this.#ask("DELETE", name, { always });
			if (!isDone(answer) && !isAbsent(answer)) throw new Refusal(answer, `delete ${name}`);
		}
	}

	mayPass = (error: unknown): boolean =>
		(error instanceof Silence && !/CERT|TLS|SIGNATURE|STALLED/.test(error.code)) ||
		(error instanceof Refusal && [500, 502, 503, 504].includes(error.answer.status));

	explain = (error: unknown): unknown =>
		explainServer(
			{
				place: this.base,
				authority: "DISKWRIGHT_PUBLISH_CACERT=FILE",
				login:
					"Say it: DISKWRIGHT_PUBLISH_USER and DISKWRIGHT_PUBLISH_PASSWORD, DISKWRIGHT_PUBLISH_TOKEN, or a line of ~/.netrc.",
				right: "Ask who runs the server for the right to write there.",
			},
			error,
		);

	wait = (tries: number): Promise<void> => this.http.wait(tries);
	close = (): Promise<void> => this.http.close();

	/** Asked once; who is cancelled before knows no temporary name, and one that was used is known. */
	async #canMove(): Promise<boolean> {
		if (this.#moves === undefined) {
			const { headers } = await this.#ask("OPTIONS", "", { always: this.signal.aborted });
			const allowed = [headers.allow].flat().join(",");
			this.#moves = headers.dav !== undefined && /\bMOVE\b/i.test(allowed);
		}
		return this.#moves;
	}

	async #names(entry: SentImage): Promise<readonly string[]> {
		const isServed = "state" in entry;
		return !isServed && (await this.#canMove()) ? [entry.file, temporary(entry)] : [entry.file];
	}

	#ask(method: string, name: string, { headers = {}, ...more }: Ask = {}): Promise<Answer> {
		return this.http.ask(method, this.#url(name), { ...more, headers: this.#headers(headers) });
	}

	#headers(more: Readonly<Record<string, string>>): Record<string, string> {
		return { ...(this.authorization === undefined ? {} : { authorization: this.authorization }), ...more };
	}

	#url(name: string): string {
		return this.base + encodeURIComponent(name);
	}
}

/** The mark of an index that is not there yet. */
const ABSENT = "";

function condition(mark: string | undefined): Record<string, string> {
	if (mark === ABSENT) return { "if-none-match": "*" };
	return mark === undefined || mark.startsWith("W/") ? {} : { "if-match": mark };
}

const temporary = ({ file }: SentImage) => `${file}.part`;

function lengthOf({ headers }: Answer): number | undefined {
	const length = Number(headers["content-length"]);
	return typeof headers["content-length"] === "string" && Number.isSafeInteger(length) ? length : undefined;
}
