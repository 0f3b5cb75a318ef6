import type { Element } from "../element/element.js";
import { expand, namesOf, type Order, type Outcome } from "./expand.js";

type Elements = ReadonlyMap<string, Element>;

/** Up to this many names that matter, every order of theirs is tried; beyond, as many random ones. */
const ALL_ORDERS_OF = 5;
const RANDOM_ORDERS = 240;

/**
 * Our own order: what provides something first, so that it stands in for names before they are looked up, then by
 * name. It is one of the orders DIB may take.
 */
export function providersFirst(elements: Elements): Order {
	const rank = (name: string) => (elements.get(name)?.provides.length ? 0 : 1);
	return (deps) => [...deps].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/**
 * The names reached through dependencies for which the order of dependencies can decide whether they are looked up or
 * stood in for. Empty means that every order gives the same result: all requested names are looked at before any
 * dependency, and of the rest nothing provides anything of the rest.
 */
export function contestedNames(request: readonly string[], elements: Elements): string[] {
	const settled = new Set(request.flatMap((name) => elements.get(name)?.provides ?? []));
	const reached = reachable(request, elements, settled);
	const requested = new Set(request);
	const provides = new Set<string>();
	for (const name of reached) {
		if (requested.has(name)) continue;
		for (const provided of elements.get(name)?.provides ?? []) if (provided !== name) provides.add(provided);
	}
	return [...provides].filter((name) => reached.has(name) && !requested.has(name)).sort();
}

/**
 * Different outcomes that DIB can come to, `first` (ours) leading. A bounded search: of more than five names that
 * matter not every order is tried.
 */
export function possibleOutcomes(request: readonly string[], elements: Elements, first: Outcome): Outcome[] {
	const contested = contestedNames(request, elements);
	if (contested.length === 0) return [first];
	const outcomes = new Map([[signature(first), first]]);
	for (const order of orders(leadingTo(contested, request, elements))) {
		const outcome = expand(request, elements, order);
		const key = signature(outcome);
		if (!outcomes.has(key)) outcomes.set(key, outcome);
	}
	return [...outcomes.values()];
}

const signature = ({ failure, expansion }: Outcome) => JSON.stringify(failure ?? namesOf(expansion));

/** All names that dependencies lead to, without following those in `settled`. */
function reachable(request: readonly string[], elements: Elements, settled: ReadonlySet<string>): Set<string> {
	const reached = new Set(request);
	for (const name of reached) {
		for (const dep of elements.get(name)?.deps ?? []) if (!settled.has(dep)) reached.add(dep);
	}
	return reached;
}

/** Names reached through dependencies whose place in the order has a say: contested ones, providers, what leads there. */
function leadingTo(contested: readonly string[], request: readonly string[], elements: Elements): string[] {
	const reached = reachable(request, elements, new Set());
	const matters = new Set(contested);
	for (let size = -1; size !== matters.size; ) {
		size = matters.size;
		for (const name of reached) {
			const { deps = [], provides = [] } = elements.get(name) ?? {};
			if (provides.some((other) => contested.includes(other)) || deps.some((dep) => matters.has(dep)))
				matters.add(name);
		}
	}
	return [...matters].filter((name) => !request.includes(name)).sort();
}

/**
 * Orders by rank. One rank for all of an expansion loses nothing: a name is queued once, so it is compared with others
 * only there.
 */
function* orders(names: readonly string[]): Generator<Order> {
	if (names.length <= ALL_ORDERS_OF) {
		for (const permutation of permutations(names)) yield byRank(permutation);
		return;
	}
	const random = randomNumbers(names.length);
	for (let i = 0; i < RANDOM_ORDERS; i++) yield byRank(shuffled(names, random));
}

function byRank(names: readonly string[]): Order {
	const ranks = new Map(names.map((name, rank) => [name, rank]));
	return (deps) => [...deps].sort((a, b) => (ranks.get(a) ?? -1) - (ranks.get(b) ?? -1) || (a < b ? -1 : 1));
}

function* permutations(names: readonly string[]): Generator<string[]> {
	if (names.length === 0) yield [];
	for (const name of names) {
		for (const rest of permutations(names.filter((other) => other !== name))) yield [name, ...rest];
	}
}

function shuffled(names: readonly string[], random: () => number): string[] {
	const result = [...names];
	for (let i = result.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[result[i], result[j]] = [result[j] as string, result[i] as string];
	}
	return result;
}

/** mulberry32: the same numbers on every run, so that a request always gives the same answer. */
function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
