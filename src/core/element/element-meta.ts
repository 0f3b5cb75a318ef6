import { isPair, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import * as z from "zod";
import { type Place, UserError } from "../errors.js";
import { ELEMENT_CATEGORIES, type ElementMeta } from "./element.js";

// The text is read with YAML's failsafe schema: every scalar is a string, so `24.04` and `5.10` stay what they are.
const flag = z.enum(["true", "false"]).transform((text) => text === "true");

const variable = z
	.strictObject({
		type: z.enum(["string", "boolean", "integer", "list", "path", "url", "enum"]).default("string"),
		default: z.string().optional(),
		values: z.array(z.string()).min(1).optional(),
		meaning: z.string().min(1),
		secret: flag.default(false),
	})
	.refine((value) => value.type !== "enum" || value.values !== undefined, {
		message: "an enum needs its values",
		path: ["values"],
	})
	.refine((value) => value.values === undefined || !value.default || value.values.includes(value.default), {
		message: "the default is none of the values",
		path: ["default"],
	});

const operatingSystem = z.strictObject({
	distribution: z.string().min(1),
	releases: z.array(z.strictObject({ name: z.string().min(1), title: z.string().optional() })).min(1),
	architectures: z.array(z.string().min(1)).min(1),
	mirrors: z.array(z.string().min(1)).optional(),
});

/** Shape of `element.yaml`, scalars as strings. */
const elementYaml = z.strictObject({
	title: z.string().min(1),
	category: z.enum(ELEMENT_CATEGORIES),
	"operating-system": operatingSystem.optional(),
	variables: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "no variable name"), variable).default({}),
	"final-filesystem": z
		.record(z.string().regex(/^(pre-finalise|finalise|cleanup)\.d\/[^/]+$/, "no hook of the last phases"), flag)
		.default({}),
	tools: z.array(z.string().min(1)).default([]),
});

/** Reads the text of an `element.yaml`. Throws UserError `element-meta` with line and column of the first mistake. */
export function parseElementMeta(text: string, file: string): ElementMeta {
	const counter = new LineCounter();
	const document = parseDocument(text, { schema: "failsafe", lineCounter: counter, prettyErrors: false });
	const at = (offset: number): Place => {
		const { line, col } = counter.linePos(offset);
		return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
	};
	const broken = document.errors[0];
	if (broken) throw mistake(broken.message, at(broken.pos[0]));
	const result = elementYaml.safeParse(document.toJS());
	if (!result.success) {
		// A misspelt key is also a missing one: what is written is told first.
		const { issues } = result.error;
		const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
		const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
		throw mistake(`${path.length > 0 ? `${path.join(".")}: ` : ""}${issue.message}`, at(offsetOf(document, path)));
	}
	const { "operating-system": os, "final-filesystem": finalFilesystem, ...rest } = result.data;
	return { ...rest, ...(os ? { operatingSystem: os } : {}), finalFilesystem, place: { file, line: 1 } };
}

const mistake = (message: string, place: Place) =>
	new UserError({ code: "element-meta", message, place, next: ["See docs/elements.md for the keys of element.yaml."] });

/** Where the value at `path` begins, or the key that leads to it, or the nearest part above that exists. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
	for (let length = path.length; length > 0; length--) {
		const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
		const key = path[length - 1];
		const items: unknown[] = (parent as { items?: unknown[] } | undefined)?.items ?? [];
		const pair = items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
		const node = (isPair(pair) ? pair.key : typeof key === "number" ? items[key] : undefined) as Node | undefined;
		if (node?.range) return node.range[0];
	}
	return 0;
}
