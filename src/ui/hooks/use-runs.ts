import { useEffect, useState } from "react";
import type { ListedRun } from "../services/runs.js";
import { useServices } from "../services.js";

const INTERVAL_MS = 3000;

/** All runs, looked up again while they are shown; empty until they are known, and when they cannot be read. */
export function useRuns(): readonly ListedRun[] {
	const { runs } = useServices();
	const [listed, setListed] = useState<readonly ListedRun[]>([]);
	useEffect(() => {
		let timer: NodeJS.Timeout | undefined;
		let wanted = true;
		const look = async () => {
			const found = await runs.list().catch(() => []);
			if (!wanted) return;
			setListed((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found));
			timer = setTimeout(look, INTERVAL_MS);
		};
		void look();
		return () => {
			wanted = false;
			clearTimeout(timer);
		};
	}, [runs]);
	return listed;
}
