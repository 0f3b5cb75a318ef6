/** Where the packages of an image come from. */
export interface PackageQuestion {
	/** Address of the mirror. */
	readonly url: string;
	/** The release. */
	readonly suite: string;
	readonly architecture: string;
	readonly proxy?: string;
	/** Nothing is fetched. */
	readonly offline?: boolean;
}

/** The packages of a release. */
export interface PackageService {
	/**
	 * Names of all packages of a release, sorted; undefined where they are not known: no mirror with apt's lists, or no
	 * network and nothing kept from before. Never rejects.
	 */
	names(question: PackageQuestion): Promise<readonly string[] | undefined>;
}
