import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { EXIT, UserError } from "../../core/errors.js";
import { type Cloud, chooseCloud, cloudSecrets } from "../../core/publish/clouds.js";
import { glanceProperties, type ImageFacts, leastDisk } from "../../core/publish/properties.js";
import type { PublishRule } from "../../core/publish/publish-rule.js";
import type {
	FileReading,
	PublishedImage,
	PublishTarget,
	SendProgress,
	Sent,
	SentFile,
} from "../../core/publish/target.js";
import { given } from "../../core/values/given.js";
import { explainErrors } from "../explain-errors.js";
import { PATIENCE, type TargetContext } from "../target-context.js";
import { Http, Silence } from "../wire/http.js";
import { Refusal } from "../wire/refusal.js";
import { findCloudsFiles } from "./find-clouds.js";
import { Identity } from "./identity.js";
import { type Change, type GlanceImage, ImageApi } from "./image-api.js";
import { published, RULE, RUN, SENDER, SINCE, STAGE } from "./published.js";
import { explain } from "./trouble.js";

const UPLOADS = 3;

/** The cloud that a rule names, out of files and variables. Throws UserError. */
export function findCloud(
	name: string | undefined,
	region: string | undefined,
	{ env, directory }: Pick<TargetContext, "env" | "directory">,
): Cloud {
	const cloud = chooseCloud(name, env, findCloudsFiles(env, directory));
	return region === undefined ? cloud : { ...cloud, region };
}

/** OpenStack's Image service as a target. Throws UserError. */
export async function openGlance(
	name: string | undefined,
	rule: PublishRule,
	facts: ImageFacts,
	context: TargetContext,
): Promise<PublishTarget> {
	const cloud = findCloud(name, rule.region, context);
	for (const secret of cloudSecrets(cloud)) context.secret(secret);
	const http = openHttp(cloud, context);
	try {
		const identity = new Identity(cloud, http, context.secret);
		const { projectId, projectName } = await identity.token();
		const api = new ImageApi(http, identity, await identity.imageEndpoint());
		const glance = new Glance({ cloud, api, http, rule, facts, context, projectId, projectName });
		return explainErrors(glance, (error) => explain(cloud, error));
	} catch (error) {
		await http.close();
		throw explain(cloud, error);
	}
}

function openHttp(cloud: Cloud, context: TargetContext): Http {
	try {
		return new Http(cloud, context, { ...PATIENCE, ...context.patience });
	} catch (error) {
		throw new UserError({
			code: "cloud-tls",
			message: `A certificate that the cloud ${cloud.name} names cannot be used: ${(error as Error).message}`,
			next: ["Correct cacert, cert and key in clouds.yaml, or OS_CACERT."],
			cause: error,
		});
	}
}

interface Parts {
	readonly cloud: Cloud;
	readonly api: ImageApi;
	readonly http: Http;
	readonly rule: PublishRule;
	readonly facts: ImageFacts;
	readonly context: TargetContext;
	readonly projectId: string | undefined;
	readonly projectName: string | undefined;
}

class Glance implements PublishTarget {
	constructor(private readonly parts: Parts) {}

	get title(): string {
		const { cloud, projectName } = this.parts;
		const where = [projectName && `project ${projectName}`, cloud.region].filter(Boolean).join(", ");
		return `Glance of ${cloud.name}${where ? ` (${where})` : ""}`;
	}

	list(): Promise<PublishedImage[]> {
		const { name, visibility } = this.parts.rule;
		// A colon would be an operator in a filter.
		const named: Record<string, string> = name.includes(":") ? {} : { [RULE]: name };
		return this.#list(named, visibility === "community", (rule) => rule === name);
	}

	listAll(): Promise<PublishedImage[]> {
		return this.#list({}, true, () => true);
	}

	/** Hidden ones are listed apart, community ones too; images of other projects are never ours, whatever properties they show. */
	async #list(
		named: Readonly<Record<string, string>>,
		community: boolean,
		isMeant: (rule: string) => boolean,
	): Promise<PublishedImage[]> {
		const { api, projectId } = this.parts;
		const owner: Record<string, string> = projectId === undefined ? {} : { owner: projectId };
		const found = new Map<string, GlanceImage>();
		const visibility: Record<string, string>[] = community ? [{}, { visibility: "community" }] : [{}];
		for (const more of visibility) {
			for (const os_hidden of ["false", "true"]) {
				for (const image of await api.list({ ...owner, ...named, os_hidden, ...more })) found.set(image.id, image);
			}
		}
		return [...found.values()]
			.filter((image) => typeof image[RULE] === "string" && isMeant(image[RULE]))
			.filter((image) => projectId === undefined || image.owner === projectId)
			.map(published);
	}

	async look(id: string): Promise<PublishedImage | undefined> {
		const found = await this.parts.api.get(id);
		return found && published(found);
	}

	async send(file: SentFile, progress: (progress: SendProgress) => void): Promise<Sent> {
		const { http } = this.parts;
		await this.#assertMethod();
		for (let tries = 1; ; tries++) {
			try {
				return await this.#sendOnce(file, progress);
			} catch (error) {
				if (tries === UPLOADS || !mayPass(error)) throw error;
				progress({ sent: 0, total: file.bytes, doing: "beginning anew:" });
				await http.wait(tries);
			}
		}
	}

	/** An image that nobody finds yet, with its data; what fails is removed. */
	async #sendOnce(file: SentFile, progress: (progress: SendProgress) => void): Promise<Sent> {
		const { api, rule } = this.parts;
		const id = randomUUID();
		const tell = (doing: string) => (sent: number) => progress({ sent, total: file.bytes, doing });
		try {
			await api.create({ id, ...this.#attributes(file) });
			const fetched = rule.method === "web-download";
			const reading = file.read(tell(fetched ? "reading" : "sending"));
			if (fetched) await this.#fetch(id, reading);
			else await this.#upload(id, file, reading);
			tell("waiting for the server:")(file.bytes);
			return { image: published(await this.#untilActive(id)), ...reading.digests() };
		} catch (error) {
			await api.remove(id).catch(() => undefined);
			throw error;
		}
	}

	async #upload(id: string, file: SentFile, reading: FileReading): Promise<void> {
		const { api, rule } = this.parts;
		const imported = needsImport(rule);
		try {
			await api.send(id, imported ? "stage" : "file", file.bytes, reading.parts, imported ? undefined : rule.stores[0]);
		} catch (error) {
			// The answer alone was lost when the server holds all of it: then its digest decides.
			if (!(error instanceof Silence) || imported || (await api.get(id, true))?.status !== "active") throw error;
		}
		if (imported) await api.import(id, { name: "glance-direct" }, rule.stores);
	}

	async #fetch(id: string, reading: FileReading): Promise<void> {
		const { api, rule } = this.parts;
		await api.import(id, { name: "web-download", uri: rule.url ?? "" }, rule.stores);
		for await (const _ of reading.parts) {
			// Read for its digest alone.
		}
	}

	async #assertMethod(): Promise<void> {
		const { api, rule, cloud } = this.parts;
		const wanted = rule.method === "web-download" ? "web-download" : needsImport(rule) ? "glance-direct" : undefined;
		if (wanted === undefined) return;
		const methods = await api.importMethods();
		if (methods.includes(wanted)) return;
		throw new UserError({
			code: "cloud-method",
			message: `The cloud ${cloud.name} offers no import by ${wanted}${methods.length > 0 ? `, only by ${methods.join(", ")}` : ""}`,
			next: ["Send it directly: --method upload, and to one store at most."],
		});
	}

	#attributes({ format }: SentFile): Record<string, unknown> {
		const { rule, facts, context } = this.parts;
		return {
			...glanceProperties(facts),
			...rule.properties,
			...{ name: rule.name, disk_format: format, container_format: "bare" },
			// Whether it may be public is so refused before anything is sent.
			...{ visibility: rule.visibility, os_hidden: true, tags: rule.tags },
			...{ min_disk: rule.minDisk ?? leastDisk(facts), min_ram: rule.minRam ?? 0 },
			...{ [RULE]: rule.name, [STAGE]: "unfinished", [SENDER]: context.sender },
			...given(RUN, facts.run),
		};
	}

	async #untilActive(id: string): Promise<GlanceImage> {
		const { api, cloud, context, http } = this.parts;
		const until = Date.now() + http.patience.import;
		for (;;) {
			const image = await api.get(id);
			const failed = (why: string, next: string) =>
				new UserError({
					code: "cloud-kept-nothing",
					message: `The cloud ${cloud.name} did not keep the image: ${why}`,
					next: [next],
					exitCode: EXIT.failed,
				});
			if (!image) throw failed("somebody has deleted it meanwhile", "Publish it again.");
			if (image.status === "active") return image;
			const failedStores = image.os_glance_failed_import;
			const trouble =
				typeof failedStores === "string" && failedStores !== ""
					? `the import into ${failedStores} failed`
					: await this.#importTrouble(image);
			if (trouble !== undefined)
				throw failed(
					trouble,
					"Ask who runs the cloud for the log of glance-api; or send it directly: --method upload.",
				);
			if (["killed", "deleted", "pending_delete"].includes(image.status)) {
				throw failed(
					`its state is "${image.status}", as when the disk of the server is full`,
					"Ask who runs the cloud whether its store has room, and publish it again.",
				);
			}
			if (Date.now() > until)
				throw failed(
					`it is still "${image.status}"`,
					"Publish it again; ask who runs the cloud for the log of glance-api.",
				);
			await pause(http.patience.look, undefined, { signal: context.signal });
		}
	}

	async #importTrouble({ id, status }: GlanceImage): Promise<string | undefined> {
		if (this.parts.rule.method === "upload" && !needsImport(this.parts.rule)) {
			return status === "queued" ? `its state is "queued" again, as when the server could not store it` : undefined;
		}
		return this.parts.api.importTrouble(id);
	}

	async show({ image, sha256 }: Sent, since: number): Promise<PublishedImage> {
		const { api, rule } = this.parts;
		const owned = (name: string, value: string): Change => ({
			op: "add",
			name: `owner_specified.openstack.${name}`,
			value,
		});
		return published(
			await api.change(image.id, [
				{ op: "replace", name: "name", value: rule.name },
				{ op: "replace", name: "os_hidden", value: false },
				{ op: "replace", name: "visibility", value: rule.visibility },
				...(rule.protected ? [{ op: "replace" as const, name: "protected", value: true }] : []),
				{ op: "add", name: STAGE, value: "current" },
				{ op: "add", name: SINCE, value: new Date(since).toISOString() },
				// By these openstacksdk knows an image again.
				...[owned("sha256", sha256), owned("md5", ""), owned("object", `images/${rule.name}`)],
			]),
		);
	}

	async retire({ id, name, created }: PublishedImage, how: "rename" | "hide"): Promise<void> {
		const { rule, api } = this.parts;
		const dated = `${rule.name} ${new Date(created).toISOString().slice(0, 19)}Z`;
		await api.change(id, [
			how === "hide"
				? { op: "replace", name: "os_hidden", value: true }
				: { op: "replace", name: "name", value: name === rule.name ? dated : name },
			{ op: "add", name: STAGE, value: "older" },
		]);
	}

	remove({ id }: PublishedImage): Promise<"removed" | "in-use"> {
		return this.parts.api.remove(id);
	}

	close(): Promise<void> {
		return this.parts.http.close();
	}
}

const needsImport = ({ method, stores }: PublishRule) => method === "import" || stores.length > 1;

/** What may be otherwise the next time: silence, a server in trouble, a token that has ended. Not what stalls: it would again. */
const mayPass = (error: unknown) =>
	(error instanceof Silence && !/CERT|TLS|SIGNATURE|STALLED/.test(error.code)) ||
	(error instanceof Refusal && [401, 500, 502, 503, 504].includes(error.answer.status));
