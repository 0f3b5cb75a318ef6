import type { Answer, Ask, Http } from "../wire/http.js";
import { Refusal } from "../wire/refusal.js";
import type { Identity } from "./identity.js";

/** An image as Images API v2 shows it; properties of one's own stand among the others. */
export interface GlanceImage {
	readonly id: string;
	readonly name?: string | null;
	readonly status: string;
	readonly visibility: string;
	readonly owner?: string | null;
	readonly protected: boolean;
	readonly os_hidden?: boolean;
	readonly created_at: string;
	readonly updated_at: string;
	readonly size?: number | null;
	readonly checksum?: string | null;
	readonly os_hash_algo?: string | null;
	readonly os_hash_value?: string | null;
	readonly [property: string]: unknown;
}

/** One change of an image: `replace` what every image has, `add` a property, `remove` one. */
export interface Change {
	readonly op: "replace" | "add" | "remove";
	/** Of the property, unescaped. */
	readonly name: string;
	readonly value?: unknown;
}

/** The calls of Images API v2 that publishing needs. All throw Refusal for an answer that is no success, and Silence. */
export class ImageApi {
	constructor(
		private readonly http: Http,
		private readonly identity: Identity,
		private readonly endpoint: string,
	) {}

	async create(image: Readonly<Record<string, unknown>>): Promise<GlanceImage> {
		const answer = await this.#call("POST", "/v2/images", json(image));
		// An answer that was lost on the way: the id is ours, so that it is our image.
		if (answer.status === 409) return expectImage(await this.get(image.id as string), answer);
		return parse(expect(answer, "make room for the image")) as GlanceImage;
	}

	/** Undefined when it is gone. */
	async get(id: string, always = false): Promise<GlanceImage | undefined> {
		const answer = await this.#call("GET", `/v2/images/${id}`, { always });
		if (answer.status === 404) return undefined;
		return parse(expect(answer, "show the image")) as GlanceImage;
	}

	/** All that pass the filters, page by page. */
	async list(filters: Readonly<Record<string, string>>): Promise<GlanceImage[]> {
		const found: GlanceImage[] = [];
		let next: string | undefined = `/v2/images?${new URLSearchParams({ limit: "100", ...filters })}`;
		while (next !== undefined) {
			const page = parse(expect(await this.#call("GET", next), "list its images")) as {
				images: GlanceImage[];
				next?: string;
			};
			found.push(...page.images);
			next = page.next;
		}
		return found;
	}

	async change(id: string, changes: readonly Change[]): Promise<GlanceImage> {
		const path = (name: string) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
		const body = changes.map(({ op, name, value }) => ({
			op,
			path: path(name),
			...(op === "remove" ? {} : { value }),
		}));
		const type = "application/openstack-images-v2.1-json-patch";
		const ask = { headers: { "content-type": type }, body: JSON.stringify(body) };
		return parse(expect(await this.#call("PATCH", `/v2/images/${id}`, ask), "change the image")) as GlanceImage;
	}

	/** Nothing to be removed is well too. */
	async remove(id: string): Promise<"removed" | "in-use"> {
		const answer = await this.#call("DELETE", `/v2/images/${id}`, { always: true });
		if (answer.status === 409) return "in-use";
		if (answer.status !== 404) expect(answer, "remove the image");
		return "removed";
	}

	/** Sends the data once: `file` into the store, `stage` to be imported from there. */
	async send(
		id: string,
		to: "file" | "stage",
		bytes: number,
		parts: AsyncIterable<Uint8Array>,
		store?: string,
	): Promise<void> {
		const headers = {
			"x-auth-token": (await this.identity.token()).value,
			"content-type": "application/octet-stream",
			"content-length": String(bytes),
			// Servers that know it refuse what is too large before it was sent, and what arrives cut off.
			"x-openstack-image-size": String(bytes),
			...(store === undefined ? {} : { "x-image-meta-store": store }),
		};
		expect(await this.http.put(`${this.endpoint}/v2/images/${id}/${to}`, headers, parts), "take the image");
	}

	async import(id: string, method: Readonly<Record<string, string>>, stores: readonly string[]): Promise<void> {
		const wanted = stores.length > 0 ? { stores, all_stores_must_succeed: true } : {};
		expect(
			await this.#call("POST", `/v2/images/${id}/import`, json({ method, ...wanted })),
			`import the image (${method.name})`,
		);
	}

	/** What an import that failed says of why. */
	async importTrouble(id: string): Promise<string | undefined> {
		const answer = await this.#call("GET", `/v2/images/${id}/tasks`);
		if (answer.status !== 200) return undefined;
		const { tasks = [] } = parse(answer) as { tasks?: { status?: string; message?: string }[] };
		return tasks.find(({ status }) => status === "failure")?.message;
	}

	async importMethods(): Promise<readonly string[]> {
		const answer = await this.#call("GET", "/v2/info/import");
		if (answer.status !== 200) return [];
		return (parse(answer) as { "import-methods"?: { value?: string[] } })["import-methods"]?.value ?? [];
	}

	/** With a token; one that is refused is renewed once. */
	async #call(method: string, path: string, ask: Ask = {}): Promise<Answer> {
		for (const renew of [false, true]) {
			const { value } = await this.identity.token(renew);
			const headers = { ...ask.headers, "x-auth-token": value, accept: "application/json" };
			const answer = await this.http.ask(method, `${this.endpoint}${path}`, { ...ask, headers });
			if (answer.status !== 401 || renew) return answer;
		}
		throw new Error("unreachable");
	}
}

const json = (body: unknown): Ask => ({ headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

function expect(answer: Answer, doing: string): Answer {
	if (answer.status >= 200 && answer.status < 300) return answer;
	throw new Refusal(answer, doing);
}

function expectImage(image: GlanceImage | undefined, answer: Answer): GlanceImage {
	if (image) return image;
	throw new Refusal(answer, "make room for the image");
}

function parse(answer: Answer): unknown {
	try {
		return JSON.parse(answer.text);
	} catch {
		throw new Refusal(
			{ ...answer, status: 502, text: "its answer is no JSON: is this Glance?" },
			"answer as Glance does",
		);
	}
}
