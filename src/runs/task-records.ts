import { chownSync, closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createRecordLines, parseTaskRecords, type TaskRecord } from "../core/layers/task-record.js";
import { readRegular } from "./events/open-regular.js";
import type { Run } from "./runs.js";

/** In the folder of a run with layers: what each of its hooks could have read. */
const RECORDS_FILE = "hooks.ndjson";

/** Writes the records of a run; the caller may read them. They only explain: what cannot be written is left out. */
export function openTaskRecords(
	runFolder: string,
	owner: { readonly uid: number; readonly gid: number },
	mask: (text: string) => string,
): { add(record: TaskRecord): void; close(): void } {
	const lineOf = createRecordLines(mask);
	let file: number | undefined;
	try {
		const path = join(runFolder, RECORDS_FILE);
		file = openSync(path, "wx", 0o600);
		chownSync(path, owner.uid, owner.gid);
	} catch {
		// A run without records explains less.
	}
	const close = () => {
		if (file !== undefined) closeSync(file);
		file = undefined;
	};
	return {
		add(record) {
			if (file === undefined) return;
			try {
				writeSync(file, lineOf(record));
			} catch {
				close();
			}
		},
		close,
	};
}

/** The records of a run; none for one without layers. */
export async function readTaskRecords({ folder }: Pick<Run, "folder">): Promise<TaskRecord[]> {
	return parseTaskRecords((await readRegular(join(folder, RECORDS_FILE))) ?? "");
}
