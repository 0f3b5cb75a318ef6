import type { Element } from "../core/element/element.js";
import type { Phase } from "../core/hooks/phases.js";
import type { BuildOrder, Plan } from "../core/planning/plan.js";
import type { EventBody } from "../core/run/events.js";
import type { Decisions } from "./builder/decisions.js";
import type { KeptSecrets } from "./builder/kept-secrets.js";
import type { Shells } from "./builder/shells.js";
import type { CallerNames } from "./hooks/environment.js";
import type { ResolverWatch } from "./root/resolver-watch.js";
import type { RootTree } from "./root/root-tree.js";
import type { TaskRunner } from "./tasks/task.js";
import type { TaskLogs } from "./tasks/task-log.js";
import type { Scope } from "./work/scope.js";
import type { WorkDirectory } from "./work/work-directory.js";

/** Everything the steps of one build share; none of them changes it. */
export interface BuildContext {
	readonly order: BuildOrder;
	readonly plan: Plan;
	readonly elements: readonly Element[];
	readonly callerNames: CallerNames;
	readonly emit: (body: EventBody) => void;
	readonly tasks: TaskRunner;
	readonly logs: TaskLogs;
	readonly secrets: KeptSecrets;
	readonly decisions: Decisions;
	readonly resolver: ResolverWatch;
	/** Aborted when the build is cancelled. */
	readonly signal: AbortSignal;
	readonly timeout: { readonly timeoutSeconds?: number };
	readonly scope: Scope;
	readonly work: WorkDirectory;
	readonly rootTree: RootTree;
	readonly shells: Shells;
	/** What the engine exports to the hooks of every phase (contract §3.2). */
	readonly environment: Readonly<Record<string, string>>;
	/** The element and file that a hook came from, when it did not come from another hook. */
	sourceOf(phase: Phase, hook: string): { element: string; file: string } | undefined;
	/** The same for a snippet of environment.d. */
	snippetSource(name: string): { element: string; file: string } | undefined;
	/** Records a file or folder before it is made outside the sandbox, so that a later start can collect it. */
	willLeave(path: string): Promise<void>;
	/** Copies a hook again from its element, so that an edit counts on retry. */
	refreshHook(phase: Phase, hook: string, file: string): Promise<void>;
}
