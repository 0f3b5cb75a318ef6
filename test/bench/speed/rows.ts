/** What has to be reached: how many times faster than the other way, seconds, or how many percent slower at most. */
export interface Must {
	readonly times?: number;
	readonly seconds?: number;
	readonly percentSlower?: number;
}

/** A line of the table: one way of building against another one. Ways are called by their ids in `ways.ts`. */
export interface Row {
	readonly id: string;
	readonly work: string;
	readonly way: string;
	readonly against: string;
	readonly must?: Must;
	readonly goal?: Must;
}

/** The whole table. DIB is diskimage-builder of Debian's package. */
export const ROWS: readonly Row[] = [
	{
		...{ id: "cold", work: "cold, our elements", way: "cold", against: "dib-cold" },
		...{ must: { times: 3.3 }, goal: { times: 4.5 } },
	},
	{
		...{ id: "cold-dib", work: "cold, DIB's own elements unmodified", way: "cold-dib", against: "dib-cold" },
		...{ must: { times: 1.5 }, goal: { times: 2 } },
	},
	{
		...{
			id: "packages",
			work: "package layer missed, base layer and .debs there",
			way: "packages",
			against: "dib-warm",
		},
		...{ must: { times: 4.5 }, goal: { times: 6 } },
	},
	{
		...{ id: "added", work: "one package added to the profile", way: "added", against: "dib-warm" },
		...{ must: { times: 6 }, goal: { times: 10 } },
	},
	{
		...{ id: "hook", work: "one install.d hook changed, to a finished qcow2", way: "hook", against: "dib-warm" },
		...{ must: { times: 50, seconds: 2 }, goal: { times: 100, seconds: 1 } },
	},
	{
		...{ id: "index", work: "index refreshed, nothing in it that matters", way: "index", against: "dib-warm" },
		...{ must: { seconds: 0.4 }, goal: { seconds: 0.15 } },
	},
	{
		...{ id: "nothing", work: "nothing changed, whole process", way: "nothing", against: "dib-warm" },
		...{ must: { seconds: 0.4 }, goal: { seconds: 0.15 } },
	},
	{
		...{ id: "missed", work: "layers on, everything missed, against layers off", way: "missed", against: "plain" },
		...{ must: { percentSlower: 5 }, goal: { percentSlower: 0 } },
	},
	{
		id: "two",
		work: "two profiles, `--jobs 2`, no layers before, against one after the other without layers",
		...{ way: "two", against: "two-plain", must: { times: 2.5 }, goal: { times: 3 } },
	},
	{
		id: "two-kept",
		work: "two profiles, `--jobs 2`, their base kept, against one after the other without layers",
		...{ way: "two-kept", against: "two-plain", must: { times: 2.5 }, goal: { times: 3 } },
	},
];

/** The rows of these ids, all of them without any. Throws for an id that is none. */
export function rowsOf(ids: readonly string[]): readonly Row[] {
	const unknown = ids.find((id) => !ROWS.some((row) => row.id === id));
	if (unknown !== undefined) throw new Error(`no row ${unknown}: there are ${ROWS.map(({ id }) => id).join(", ")}`);
	return ids.length === 0 ? ROWS : ROWS.filter(({ id }) => ids.includes(id));
}

/** Whether medians reach what has to be. */
export function isReached(own: number, other: number | undefined, must: Must): boolean {
	if (must.seconds !== undefined && own > must.seconds) return false;
	if (other === undefined) return must.times === undefined && must.percentSlower === undefined;
	if (must.times !== undefined && other / own < must.times) return false;
	return must.percentSlower === undefined || own * 100 <= other * (100 + must.percentSlower);
}

/** `3.3x, 2 s`. */
export function mustText({ times, seconds, percentSlower }: Must): string {
	return [
		...(times === undefined ? [] : [`${times}x`]),
		...(seconds === undefined ? [] : [`${seconds} s`]),
		...(percentSlower === undefined ? [] : [`${percentSlower} % slower`]),
	].join(", ");
}
