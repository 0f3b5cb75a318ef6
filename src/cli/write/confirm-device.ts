import { EXIT, UserError } from "../../core/errors.js";
import type { Device } from "../../core/write/device.js";
import { withQuestions } from "../terminal/ask.js";

/** Asks for the name of the device that is to be overwritten. Throws UserError unless it was typed. */
export async function confirmDevice(image: string, { name, path }: Pick<Device, "name" | "path">): Promise<void> {
	const question = `All of it will be lost. Type ${name} to overwrite it: `;
	const answer = await withQuestions(({ ask }) => ask(question));
	if (answer === name || answer === path) return;
	if (answer === undefined) {
		throw new UserError({
			code: "not-confirmed",
			message: `${path} is not overwritten: nobody has said yes`,
			next: [`Where nobody can be asked: diskwright write '${image}' ${path} --yes`],
		});
	}
	throw new UserError({
		code: "cancelled",
		message:
			answer === "" ? "Nothing was typed, so nothing was written" : `'${answer}' is not ${name}: nothing was written`,
		exitCode: EXIT.cancelled,
	});
}
