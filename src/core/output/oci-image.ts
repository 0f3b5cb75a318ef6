import { createHash } from "node:crypto";

/** One layer: an uncompressed archive. */
export interface OciLayer {
	/** Hexadecimal. */
	readonly sha256: string;
	readonly bytes: number;
}

export interface OciImageInput {
	readonly layer: OciLayer;
	/** `me/image:1.0`; the tag is `latest` when it has none. */
	readonly target: string;
	/** As DIB names it. */
	readonly architecture: string;
	readonly created: string;
}

/**
 * The small files of an image archive, by path, beside `blobs/sha256/<layer>`: an OCI layout, and the manifest.json by which
 * `docker load` of every version finds the same blobs.
 */
export function ociFiles({ layer, target, architecture, created }: OciImageInput): ReadonlyMap<string, string> {
	const { repository, tag } = splitTarget(target);
	const config = JSON.stringify({
		created,
		...platform(architecture),
		os: "linux",
		config: {},
		rootfs: { type: "layers", diff_ids: [`sha256:${layer.sha256}`] },
		history: [{ created, created_by: "diskwright" }],
	});
	const describe = (type: string, text: string) => ({
		mediaType: `application/vnd.oci.image.${type}.v1+json`,
		digest: `sha256:${sha256(text)}`,
		size: Buffer.byteLength(text),
	});
	const manifest = JSON.stringify({
		schemaVersion: 2,
		mediaType: "application/vnd.oci.image.manifest.v1+json",
		config: describe("config", config),
		layers: [
			{
				mediaType: "application/vnd.oci.image.layer.v1.tar",
				digest: `sha256:${layer.sha256}`,
				size: layer.bytes,
			},
		],
	});
	const annotations = {
		"io.containerd.image.name": `${repository}:${tag}`,
		"org.opencontainers.image.ref.name": tag,
	};
	const index = { schemaVersion: 2, manifests: [{ ...describe("manifest", manifest), annotations }] };
	const docker = [{ Config: blob(sha256(config)), RepoTags: [`${repository}:${tag}`], Layers: [blob(layer.sha256)] }];
	return new Map([
		["oci-layout", JSON.stringify({ imageLayoutVersion: "1.0.0" })],
		["index.json", JSON.stringify(index)],
		["manifest.json", JSON.stringify(docker)],
		[blob(sha256(config)), config],
		[blob(sha256(manifest)), manifest],
	]);
}

/** Path of a blob in the archive. */
export const blob = (digest: string) => `blobs/sha256/${digest}`;

/** Whether this names an image: `[host[:port]/]path[:tag]`, the path in small letters. */
export function isImageName(target: string): boolean {
	const { repository, tag } = splitTarget(target);
	const [first = "", ...others] = repository.split("/");
	const isHost = others.length > 0 && /[.:]|^localhost$/.test(first);
	const path = isHost ? others : [first, ...others];
	return (
		(!isHost || /^[\w.-]+(:\d+)?$/.test(first)) &&
		path.every((part) => /^[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*$/.test(part)) &&
		/^\w[\w.-]{0,127}$/.test(tag)
	);
}

function splitTarget(target: string): { repository: string; tag: string } {
	const [, repository = target, tag = "latest"] = /^(.*?)(?::([^/:]+))?$/.exec(target) ?? [];
	return { repository, tag };
}

/** Go's names for architectures. */
const PLATFORMS: Readonly<Record<string, { architecture: string; variant?: string }>> = {
	x86_64: { architecture: "amd64" },
	i386: { architecture: "386" },
	aarch64: { architecture: "arm64" },
	armhf: { architecture: "arm", variant: "v7" },
	armel: { architecture: "arm", variant: "v5" },
	ppc64el: { architecture: "ppc64le" },
};

function platform(architecture: string): { architecture: string; variant?: string } {
	return PLATFORMS[architecture] ?? { architecture };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
