import { UserError } from "../errors.js";

const RUN_ID = /^\d{6}-\d{6}-[0-9a-z]{2}$/;

/** The id of a run: `YYMMDD-HHMMSS-xx` in UTC, 16 characters, sorted by time; `random` is in [0, 1). */
export function makeRunId(now: Date, random: number): string {
	const digits = now.toISOString().replace(/\D/g, "");
	const suffix = Math.floor(random * 36 ** 2)
		.toString(36)
		.padStart(2, "0");
	return `${digits.slice(2, 8)}-${digits.slice(8, 14)}-${suffix}`;
}

/** Whether a folder's name is the id of a run. */
export function isRunId(name: string): boolean {
	return RUN_ID.test(name) && !Number.isNaN(runIdTime(name).getTime());
}

/** When the run was made, read from its id. */
export function runIdTime(id: string): Date {
	const [, year, month, day, hour, minute, second] = /^(..)(..)(..)-(..)(..)(..)/.exec(id) ?? [];
	return new Date(`20${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/**
 * The id that a user means: whole, any part of it that is unique, or `latest`.
 * Throws UserError `unknown-run` or `ambiguous-run` with the ones that come near.
 *
 * @param ids newest first
 */
export function findRunId(ids: readonly string[], wanted: string): string {
	const none = ids.length === 0 ? ["There are no runs yet."] : [];
	if (wanted === "latest" && ids[0]) return ids[0];
	if (ids.includes(wanted)) return wanted;
	const hits = [
		(id: string) => id.startsWith(wanted),
		(id: string) => id.endsWith(wanted),
		(id: string) => id.includes(wanted),
	]
		.map((matches) => (wanted === "" ? [] : ids.filter(matches)))
		.find((found) => found.length > 0);
	if (hits?.length === 1 && hits[0]) return hits[0];
	if (hits) {
		throw new UserError({
			code: "ambiguous-run",
			message: `${wanted} fits ${hits.length} runs`,
			next: hits.slice(0, 5).map((id) => `diskwright runs show ${id}`),
		});
	}
	throw new UserError({
		code: "unknown-run",
		message: `there is no run ${wanted}`,
		next: [...none, ...nearest(ids, wanted).map((id) => `Did you mean ${id}?`), "diskwright runs list"],
	});
}

function nearest(ids: readonly string[], wanted: string): string[] {
	const shared = (id: string) => {
		let count = 0;
		while (count < wanted.length && id[count] === wanted[count]) count += 1;
		return count;
	};
	return [...ids].sort((a, b) => shared(b) - shared(a)).slice(0, 3);
}
