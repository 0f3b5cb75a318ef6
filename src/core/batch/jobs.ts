import { UserError } from "../errors.js";

/** More builds at once no machine has a use for. */
const MOST_JOBS = 256;

/** The number of `--jobs`. Throws UserError `bad-number`. */
export function parseJobs(text: string): number {
	const jobs = /^\d{1,4}$/.test(text) ? Number(text) : 0;
	if (jobs >= 1 && jobs <= MOST_JOBS) return jobs;
	throw new UserError({
		code: "bad-number",
		message: `--jobs needs a whole number from 1 to ${MOST_JOBS}, not '${text}'`,
		next: ["Leave it out: then as many builds run at once as this machine has processors and memory for."],
	});
}
