import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import { requestFor } from "../../../src/core/resolve/prepare.js";
import type { Resolution } from "../../../src/core/resolve/resolution.js";
import { resolve } from "../../../src/core/resolve/resolve.js";
import { elementsMap, orderlyElements, type RandomElements, randomRequest } from "../../support/random-elements.js";

function attempt(names: readonly string[], elements: RandomElements): Resolution | UserError {
	try {
		return resolve(requestFor(...names), { elements: elementsMap(elements) });
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
}

/** Checks `property` on every random request that resolves. */
function whenResolved(property: (resolution: Resolution, elements: RandomElements, names: string[]) => void): void {
	let resolved = 0;
	fc.assert(
		fc.property(orderlyElements, randomRequest, (elements, names) => {
			const resolution = attempt(names, elements);
			if (resolution instanceof UserError) return;
			resolved += 1;
			property(resolution, elements, names);
		}),
		{ numRuns: 2000 },
	);
	expect(resolved).toBeGreaterThan(100);
}

const names = (resolution: Resolution) => resolution.selected.map(({ name }) => name);

describe("a resolution", () => {
	test("either succeeds or fails with an error of its own", () => {
		fc.assert(
			fc.property(orderlyElements, randomRequest, (elements, request) => {
				attempt(request, elements);
			}),
			{ numRuns: 2000 },
		);
	});

	test("is the same in whatever order the folders were read", () => {
		fc.assert(
			fc.property(orderlyElements, randomRequest, (elements, request) => {
				const [one, other] = [
					attempt(request, elements),
					attempt(request, Object.fromEntries(Object.entries(elements).reverse())),
				];
				expect(other instanceof UserError).toBe(one instanceof UserError);
				if (one instanceof UserError || other instanceof UserError) return;
				expect(names(other)).toEqual(names(one));
			}),
			{ numRuns: 2000 },
		);
	});

	test("holds every dependency, itself or by what provides it, and nothing twice", () => {
		whenResolved((resolution, elements) => {
			const selected = new Set(names(resolution));
			expect(selected.size).toBe(resolution.selected.length);
			const provided = new Set([...selected].flatMap((name) => elements[name]?.provides ?? []));
			for (const name of selected) {
				for (const dep of elements[name]?.deps ?? []) expect(selected.has(dep) || provided.has(dep), dep).toBe(true);
			}
		});
	});

	test("holds an operating system and no element that another one provides", () => {
		whenResolved((resolution, elements) => {
			const provided = names(resolution).flatMap((name) => elements[name]?.provides ?? []);
			expect(provided.filter((name) => name === "operating-system").length).toBeGreaterThan(0);
			expect(names(resolution).filter((name) => provided.includes(name))).toEqual([]);
		});
	});

	test("gives a true reason for every element and the provider of every excluded one", () => {
		whenResolved((resolution, elements, request) => {
			for (const { name, reason } of resolution.selected) {
				if (reason.kind !== "dependency") {
					expect(request).toContain(name);
					continue;
				}
				const chain = [...reason.chain, name];
				expect(request).toContain(chain[0]);
				for (let index = 1; index < chain.length; index += 1) {
					expect(elements[chain[index - 1] as string]?.deps).toContain(chain[index]);
				}
			}
			for (const { name, providedBy } of resolution.excluded) {
				expect(names(resolution)).toContain(providedBy);
				expect(elements[providedBy]?.provides).toContain(name);
			}
		});
	});

	test("of its own result is that result again", () => {
		whenResolved((resolution, elements) => {
			const again = attempt(names(resolution), elements);
			expect(again).not.toBeInstanceOf(UserError);
			expect(names(again as Resolution)).toEqual(names(resolution));
		});
	});
});
