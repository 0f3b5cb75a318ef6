/** What a target gets to know from whoever publishes. */
export interface TargetContext {
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Where relative paths begin, and clouds.yaml is looked for first. */
	readonly directory: string;
	/** Of the machine and the user that send: what they left unfinished is theirs. */
	readonly sender: string;
	/** Ends what is under way. */
	readonly signal: AbortSignal;
	/** Hears every value that nothing may show. */
	readonly secret: (value: string) => void;
	readonly patience?: Partial<Patience>;
}

/** Milliseconds. */
export interface Patience {
	/** Until a server answers, once it has everything. */
	readonly answer: number;
	/** Without a byte taken while something is sent. */
	readonly stall: number;
	/** Before the second try; twice as long before each further one. */
	readonly backoff: number;
	/** Between two looks at what a server does by itself. */
	readonly look: number;
	/** For what a server does by itself. */
	readonly import: number;
}

export const PATIENCE: Patience = { answer: 600_000, stall: 60_000, backoff: 1000, look: 2000, import: 4 * 3_600_000 };
