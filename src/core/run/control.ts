import * as z from "zod";

/** Version of the control protocol; a request of another version gets an answer that names both. */
export const CONTROL_VERSION = 1;

const v = z.literal(CONTROL_VERSION);
/** Who asks: `uid@terminal`. */
const by = z.string().min(1).max(100);

const controlRequestSchema = z.discriminatedUnion("type", [
	z.object({
		v,
		type: z.literal("decision"),
		pause: z.number().int(),
		decision: z.enum(["retry", "skip", "continue", "stop"]),
		by,
	}),
	z.object({ v, type: z.literal("cancel"), by }),
	z.object({ v, type: z.literal("shell") }),
	z.object({ v, type: z.literal("status") }),
]);

/** One line from a client. */
export type ControlRequest = z.infer<typeof controlRequestSchema>;

const answerSchema = z.discriminatedUnion("ok", [
	z.looseObject({ v: z.number(), ok: z.literal(true) }),
	z.looseObject({ v: z.number(), ok: z.literal(false), error: z.string() }),
]);

/** One line to a client. What is beside `ok` depends on the request: see statusAnswerSchema, shellAnswerSchema. */
export type ControlAnswer = z.infer<typeof answerSchema>;

/** What `status` answers. */
export const statusAnswerSchema = z.looseObject({
	/** The pause that waits for a decision, if any. */
	pause: z.number().int().optional(),
	task: z.string().optional(),
	/** Milliseconds since the build started, by its own clock; absent: an older build, as with `work`. */
	at: z.number().optional(),
	/** What its processes have done since then. */
	work: z.object({ cpuMs: z.number(), bytes: z.number(), waiting: z.number(), running: z.number() }).optional(),
});

export type StatusAnswer = z.infer<typeof statusAnswerSchema>;

/** Where a shell of the build is to be opened. */
export const shellAnswerSchema = z.looseObject({
	/** A process in the build's namespaces. */
	pid: z.number().int().positive(),
	/**
	 * `pid:[4026532281]`: the PID namespace in which `pid` counts, as `readlink /proc/self/ns/pid` says inside. Absent:
	 * `pid` counts on the host.
	 */
	namespace: z.string().optional(),
	/** Directory to chroot into, when the build stands inside the image. */
	root: z.string().optional(),
	/** Working directory, as seen after the chroot. */
	directory: z.string().optional(),
	/** All variables of the shell; absent: those of whoever opens it. */
	environment: z.record(z.string(), z.string()).optional(),
	/** The build runs in a user namespace of the caller: no root is needed to enter. */
	rootless: z.boolean().optional(),
});

export type ShellAnswer = z.infer<typeof shellAnswerSchema>;

/** Reads one request line; a string is the refusal to answer with. */
export function parseRequest(line: string): ControlRequest | string {
	const value = parseJson(line);
	if (typeof value !== "object" || value === null) return "the request is no JSON object";
	const version = (value as { v?: unknown }).v;
	if (version !== CONTROL_VERSION) {
		return `the request speaks control version ${String(version)}, this build speaks version ${CONTROL_VERSION}`;
	}
	const parsed = controlRequestSchema.safeParse(value);
	return parsed.success ? parsed.data : z.prettifyError(parsed.error);
}

/** Reads one answer line; undefined when it is none. */
export function parseAnswer(line: string): ControlAnswer | undefined {
	return answerSchema.safeParse(parseJson(line)).data;
}

function parseJson(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
