/** A duration for a screen, as short as it can be said: `0.4s`, `48s`, `3m11s`, `1h05m`. */
export function shortDuration(ms: number): string {
	if (ms < 50) return "0s";
	if (ms < 950) return `${(ms / 1000).toFixed(1)}s`;
	const seconds = Math.round(ms / 1000);
	if (seconds < 60) return `${seconds}s`;
	const two = (value: number) => String(value).padStart(2, "0");
	if (seconds < 3600) return `${Math.floor(seconds / 60)}m${two(seconds % 60)}s`;
	return `${Math.floor(seconds / 3600)}h${two(Math.floor((seconds % 3600) / 60))}m`;
}

/** A clock that counts up, in whole seconds, which so does not jump in width: `0s`, `48s`, `3m11s`, `1h05m`. */
export function clockDuration(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	return seconds === 0 ? "0s" : shortDuration(seconds * 1000);
}

const UNITS = ["B", "K", "M", "G", "T"];

/** A size in as few cells as can be: `0B`, `318M`, `1.9G`; powers of 1024. */
export function shortBytes(bytes: number): string {
	let value = Math.max(0, bytes);
	let unit = 0;
	while (value >= 999.5 && unit < UNITS.length - 1) {
		value /= 1024;
		unit += 1;
	}
	return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)}${UNITS[unit]}`;
}

/** `1,284`. */
export function groupDigits(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** How long ago something was, in one unit: `now`, `5m`, `3h`, `12d`, `2y`. */
export function shortAge(ms: number): string {
	const minutes = Math.floor(Math.max(0, ms) / 60_000);
	if (minutes < 1) return "now";
	if (minutes < 60) return `${minutes}m`;
	const hours = Math.floor(minutes / 60);
	if (hours < 24) return `${hours}h`;
	const days = Math.floor(hours / 24);
	return days < 365 ? `${days}d` : `${Math.floor(days / 365)}y`;
}

/** The same as people say it: `just now`, `5m ago`. */
export function ago(ms: number): string {
	const age = shortAge(ms);
	return age === "now" ? "just now" : `${age} ago`;
}
