import type { AptSource } from "./sources.js";

/** The indexes of a source that count for images of some architectures. */
export interface IndexPlace extends AptSource {
	/** As dpkg names them, that of the image first. */
	readonly architectures: readonly string[];
}

const BEGINNING = "index of ";

/** The name of the input that such indexes are; it holds all that the place is. */
export function indexName({ uri, suite, components, architectures }: IndexPlace): string {
	return `${BEGINNING}${[uri, suite, components.join(",") || "-", architectures.join(",")].join(" ")}`;
}

/** The place that an input names; undefined for other inputs. */
export function indexPlace(name: string): IndexPlace | undefined {
	if (!name.startsWith(BEGINNING)) return undefined;
	const [uri, suite, components = "-", architectures] = name.slice(BEGINNING.length).split(" ");
	if (!uri || !suite || !architectures) return undefined;
	return {
		...{ uri, suite },
		components: components === "-" ? [] : components.split(","),
		architectures: architectures.split(","),
	};
}

/** The folder of a suite's Release file. */
export const suiteAddress = ({ uri, suite }: Pick<AptSource, "uri" | "suite">): string =>
	suite.endsWith("/") ? `${uri}/${suite.replace(/\/+$/, "")}` : `${uri}/dists/${suite}`;
