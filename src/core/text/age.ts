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
