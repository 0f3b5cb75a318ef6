import { openWatch, READS } from "../kernel/fanotify.js";
import { handleOf } from "../kernel/file-handles.js";
import { loadLibc } from "../kernel/libc.js";

/** Whether what hooks read can be seen here; `why` not. */
export type Observability = { readonly works: true } | { readonly works: false; readonly why: string };

/**
 * Tries what observation needs on a folder of a tmpfs: koffi, and a kernel that reports what is opened by name (5.9). Events that
 * can be lost are enough to try. Never throws.
 */
export async function probeObservation(folder: string): Promise<Observability> {
	const answer = await loadLibc();
	if ("off" in answer) return { works: false, why: answer.off };
	try {
		handleOf(answer.libc, folder);
		const watch = openWatch(answer.libc, { unlimited: false });
		try {
			watch.mark("file-system", folder, READS);
		} finally {
			watch.close();
		}
		return { works: true };
	} catch (error) {
		return { works: false, why: `the kernel does not show what is opened: ${(error as Error).message}` };
	}
}
