import * as z from "zod";
import type { UserError } from "../errors.js";

export const text = z.string().min(1);
export const name = z.string().regex(/^[\w.+-]+$/, "may hold letters, digits and . _ + - only");
export const variableName = z.string().regex(/^[A-Za-z_]\w*$/, "is not the name of a variable");

/** Where a secret comes from when the build starts: profiles hold no secrets. */
export const reference = z.union([z.strictObject({ "from-env": variableName }), z.strictObject({ "from-file": text })]);

const complaint = ({ message, next }: UserError) =>
	[message, ...next].map((sentence) => sentence.replace(/\.$/, "")).join(". ");

/** Accepts what `parse` accepts; its message becomes the issue's. */
export const checked = (parse: (text: string) => unknown) =>
	text.superRefine((value, context) => {
		try {
			parse(value);
		} catch (error) {
			context.addIssue({ code: "custom", message: complaint(error as UserError) });
		}
	});
