/**
 * Variables that tell of a build as a whole: its command line, a dump of its settings, what its image is called, the job that it is
 * part of. They are other ones in every profile or every job, and hardly a hook reads them: they count where a text names them, or shows all variables.
 */
export const WHOLE_BUILD: readonly string[] = [
	...["DIB_ARGS", "DIB_ENV", "DIB_MANIFEST_SAVE_DIR", "IMAGE_NAME"],
	// Jenkins, GitLab, GitHub: other ones in every job.
	...["BUILD_ID", "BUILD_NUMBER", "BUILD_TAG", "BUILD_URL"],
	...["CI_JOB_ID", "CI_JOB_STARTED_AT", "CI_JOB_URL"],
	...["CI_PIPELINE_CREATED_AT", "CI_PIPELINE_ID", "CI_PIPELINE_IID", "CI_PIPELINE_URL"],
	...["GITHUB_RUN_ATTEMPT", "GITHUB_RUN_ID", "GITHUB_RUN_NUMBER", "RUNNER_TRACKING_ID"],
];

/** Ways of shells, Python and Perl to show variables that are not named. Words that only look like one count too. */
const SHOWS_ALL = [
	/\bprintenv\b|\bcompgen\s+-[veA]|\$\{!|\/proc\/(?:self|\$\$|\d+)\/environ/,
	// As a command, or the last word of one; not in a list of words.
	/(?:^|[;&|({`!]|\b(?:then|do|else|exec|sudo|xargs|nohup|time|command|chroot\s+\S+)\b)[ \t]*(?:\S*\/)?env(?![\w.-])/m,
	/(?<![\w.-])env[ \t]*(?:-|$|[|>;&)`'"])/m,
	// Perl and Ruby; not the ENV{…} of udev's rules.
	/[%$@]\{?ENV\b|(?<![\w%$@])ENV\b(?!\{)/,
	/(?<!\w)ENVIRON\b/,
	/\benviron\b(?!\.get\(|\[)/,
	/\bexport\s+-p|\b(?:declare|typeset)\s+-\w*[px]/,
	/(?:^|[;&|({])[ \t]*(?:set|export|declare|typeset)[ \t]*(?:$|[|>;&)])/m,
];

/** Those of WHOLE_BUILD that who runs a text could be told by it. */
export function wholeBuildShown(text: string): readonly string[] {
	const shell = text.replace(/^#!.*/, "");
	if (!text.includes("\0") && SHOWS_ALL.some((pattern) => pattern.test(shell))) return WHOLE_BUILD;
	return WHOLE_BUILD.filter((name) => text.includes(name));
}

/** The name of the input for a variable. */
export const variableInput = (name: string): string => `environment ${name}`;
