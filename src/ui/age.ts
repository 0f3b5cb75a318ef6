/** How long ago something was, in a word or two: `just now`, `5 min ago`, `3 h ago`, `2 days ago`, then the date. */
export function age(iso: string, now: number): string {
	const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
	if (minutes < 1) return "just now";
	if (minutes < 60) return `${minutes} min ago`;
	const hours = Math.floor(minutes / 60);
	if (hours < 24) return `${hours} h ago`;
	const days = Math.floor(hours / 24);
	if (days === 1) return "yesterday";
	return days < 14 ? `${days} days ago` : iso.slice(0, 10);
}
