import { isScalar, LineCounter, type Node, parseDocument } from "yaml";
import * as z from "zod";
import { type Place, UserError } from "../errors.js";
import { nearest } from "../text/suggest.js";
import { PYYAML, yamlProblem } from "../text/yaml.js";
import { type ImageDefinition, imageDefinitionSchema } from "./options.js";

/** Reads lists, one after the other, and merges what belongs to one image. Throws UserError with the place. */
export function parseImageLists(files: readonly { readonly file: string; readonly text: string }[]): ImageDefinition[] {
	return mergeImages(files.flatMap(({ file, text }) => parseImageList(text, file)));
}

function parseImageList(text: string, file: string): ImageDefinition[] {
	const lines = new LineCounter();
	const document = parseDocument(text.replace(/^\ufeff/, ""), { ...PYYAML, lineCounter: lines });
	const placeAt = (offset: number): Place => {
		const { line, col } = lines.linePos(offset);
		return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
	};
	const placeOf = (path: readonly PropertyKey[]): Place => {
		for (let length = path.length; length >= 0; length--) {
			const node = document.getIn(path.slice(0, length), true) as Node | undefined;
			if (node?.range) return placeAt(node.range[0]);
		}
		return { file };
	};
	const syntax = yamlProblem(document);
	if (syntax) throw wrong(`This is not valid YAML: ${syntax.message}`, placeAt(syntax.pos[0]));
	const result = z.array(imageDefinitionSchema).safeParse(valueOfDocument(document, placeOf([])));
	if (result.success) {
		return result.data.map((image, index) =>
			withDecimals(image, (key) => {
				const node = document.getIn([index, key], true);
				return isScalar(node) ? node.source : undefined;
			}),
		);
	}
	const issue = result.error.issues[0] as z.core.$ZodIssue;
	if (issue.path.length === 0) throw wrong("A list of images is a YAML list of maps", placeOf([]));
	const key = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
	throw issueError(issue, placeOf([...issue.path, ...key]));
}

/** Numbers that the list writes with decimals, in Python's words: `2.0`. */
function withDecimals(image: ImageDefinition, sourceOf: (key: string) => string | undefined): ImageDefinition {
	const decimal = ([key, value]: [string, unknown]) => typeof value === "number" && sourceOf(key)?.includes(".");
	const written = Object.entries(image).filter(decimal);
	return { ...image, ...Object.fromEntries(written.map(([key, value]) => [key, `${value}.0`])) };
}

/** Aliases without an anchor, or by the thousand, are seen only here. */
function valueOfDocument(document: ReturnType<typeof parseDocument>, place: Place): unknown {
	try {
		return document.toJS();
	} catch (error) {
		throw wrong(`This is not valid YAML: ${(error as Error).message}`, place);
	}
}

/** Maps of one name are one image: lists are appended, maps updated, single values replaced (contract §2.4). */
function mergeImages(images: readonly ImageDefinition[]): ImageDefinition[] {
	const merged = new Map<string, ImageDefinition>();
	let name = "image";
	for (const image of images) {
		name = image.imagename ?? name;
		merged.set(name, mergeTwo(merged.get(name) ?? {}, image));
	}
	return [...merged.values()];
}

function mergeTwo(below: ImageDefinition, above: ImageDefinition): ImageDefinition {
	const merged: Record<string, unknown> = { ...below };
	for (const [key, value] of Object.entries(above)) {
		const before = merged[key];
		if (Array.isArray(before) && Array.isArray(value)) merged[key] = [...before, ...value];
		else if (isMap(before) && isMap(value)) merged[key] = { ...before, ...value };
		else merged[key] = value;
	}
	return merged as ImageDefinition;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

function issueError(issue: z.core.$ZodIssue, place: Place): UserError {
	if (issue.code !== "unrecognized_keys") return wrong(`'${issue.path.slice(1).join(".")}': ${issue.message}`, place);
	const key = issue.keys[0] as string;
	const known = Object.keys(imageDefinitionSchema.shape);
	const near = nearest(key, known);
	return new UserError({
		code: "bad-image-list",
		message: `Unknown key '${key}'`,
		place,
		next: near.length > 0 ? [`Did you mean ${near.join(" or ")}?`] : [`Known keys: ${known.join(", ")}.`],
	});
}

function wrong(message: string, place: Place): UserError {
	return new UserError({
		code: "bad-image-list",
		message,
		place,
		next: ["docs/profiles.md names the keys; numbers in 'environment' need quotes."],
	});
}
