import type { TaskProgress } from "../run/build-state.js";

/** How an apt run divides: fetching, unpacking, setting up. */
const SHARES = { fetch: 0.3, unpack: 0.35, configure: 0.35 } as const;
/** A run of fewer packages says nothing about how far its task is. */
const WORTH_A_SHARE = 10;

/**
 * Follows apt and dpkg by what they print (apt-get(8), dpkg(1)): `57 upgraded, …` begins a run, `Get:`, `Unpacking` and
 * `Setting up` are its steps. debootstrap's `I: Retrieving …` counts the packages that it unpacks and configures later.
 */
export class PackageSteps {
	#total = 0;
	#bytes = { wanted: 0, got: 0 };
	#unpacked = 0;
	#configured = 0;
	#retrieved = new Set<string>();

	/** What a line says about the packages; undefined when it says nothing. */
	read(line: string): TaskProgress | undefined {
		const begun = /^(\d+) upgraded, (\d+) newly installed, (?:(\d+) reinstalled, )?(?:(\d+) downgraded, )?\d+ to /.exec(
			line,
		);
		if (begun) {
			this.#begin(begun.slice(1).reduce((sum, count) => sum + Number(count ?? 0), 0));
			return undefined;
		}
		const need = /^Need to get ([\d.,]+) ([kMG]?)B/.exec(line);
		if (need) {
			this.#bytes = { wanted: bytesOf(need), got: 0 };
			return undefined;
		}
		const got = /^Get:\d+ .*\[([\d.,]+) ([kMG]?)B\]$/.exec(line);
		if (got) return this.#fetch(bytesOf(got));
		if (/^(?:I: )?Unpacking \S+ (?:\(|over)/.test(line) || /^I: Unpacking \S+\.\.\.$/.test(line)) {
			this.#unpacked += 1;
			return this.#step("packages unpacked", this.#unpacked);
		}
		if (/^Setting up \S+ \(/.test(line) || /^I: Configuring \S+\.\.\.$/.test(line)) {
			this.#configured += 1;
			return this.#step("packages set up", this.#configured);
		}
		return this.#retrieve(line);
	}

	#begin(total: number): void {
		this.#total = total;
		this.#bytes = { wanted: 0, got: 0 };
		this.#unpacked = 0;
		this.#configured = 0;
	}

	#fetch(bytes: number): TaskProgress {
		const { wanted, got } = this.#bytes;
		const now = got + bytes;
		this.#bytes = { wanted, got: now };
		const step = { label: "downloading", current: now, unit: "bytes" } as const;
		// Sizes are rounded: their sum may be a little more.
		return wanted === 0 ? step : { ...step, current: Math.min(now, wanted), total: wanted, ...this.#share() };
	}

	#step(label: string, count: number): TaskProgress | undefined {
		const total = this.#total || this.#retrieved.size;
		if (total === 0 || count > total) return undefined;
		return { label, current: count, total, unit: "items", ...this.#share() };
	}

	#retrieve(line: string): TaskProgress | undefined {
		const name = /^I: Retrieving (\S+) \d/.exec(line)?.[1];
		if (name === undefined) return undefined;
		this.#retrieved.add(name);
		return { label: "packages downloaded", current: this.#retrieved.size, unit: "items" };
	}

	#share(): { share?: number } {
		const total = this.#total || this.#retrieved.size;
		if (total < WORTH_A_SHARE) return {};
		const { wanted, got } = this.#bytes;
		const fetched = wanted === 0 ? 1 : Math.min(1, got / wanted);
		const done = (count: number) => Math.min(1, count / total);
		return {
			share:
				SHARES.fetch * (this.#unpacked + this.#configured > 0 ? 1 : fetched) +
				SHARES.unpack * done(this.#unpacked) +
				SHARES.configure * done(this.#configured),
		};
	}
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9 };

/** apt writes decimal units: `29.0 MB`, `1,234 kB`. */
function bytesOf([, number = "0", unit = ""]: readonly string[]): number {
	return Math.round(Number(number.replaceAll(",", "")) * (UNITS[unit] ?? 1));
}
