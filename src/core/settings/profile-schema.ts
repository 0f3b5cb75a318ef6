import * as z from "zod";
import { profileSchema } from "../profile/profile.js";
import { ALL_SETTINGS } from "./settings.js";

/** A JSON Schema of profiles, so that editors complete and explain their keys; what only this program can check it accepts. */
export function profileJsonSchema(): object {
	const schema = z.toJSONSchema(profileSchema, { io: "input", unrepresentable: "any" }) as JsonSchema;
	for (const { path, row } of ALL_SETTINGS) {
		const [key, inner] = path;
		const part = inner === undefined ? schema : schema.properties?.[key];
		const property = part?.properties?.[inner ?? key];
		if (property) property.description = row.meaning.replaceAll("`", "").replace(/\[([^\]]+)\]\([^)]+\)/g, "$1");
	}
	return { title: "A profile of diskwright", ...schema };
}

interface JsonSchema {
	description?: string;
	readonly properties?: Readonly<Record<string, JsonSchema>>;
}
