/** How many times as fast a replay may be; 0, at once, is the fastest. */
const SPEEDS = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0];

/** The next slower or faster speed; the ends are final. */
export function neighbouringSpeed(speed: number, by: 1 | -1): number {
	const rank = (one: number) => (one === 0 ? Number.POSITIVE_INFINITY : one);
	const next =
		by === 1 ? SPEEDS.find((one) => rank(one) > rank(speed)) : SPEEDS.findLast((one) => rank(one) < rank(speed));
	return next ?? speed;
}
