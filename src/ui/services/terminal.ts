/** Programs that take the terminal over; called while Ink has let it go. */
export interface TerminalService {
	/** A shell inside the tree of a run; returns when it is left. Throws UserError. */
	shell(run: string): Promise<void>;
	/** The user's editor ($VISUAL, $EDITOR) on a file. Throws UserError. */
	edit(file: string, line?: number): Promise<void>;
	/** Lets a user who is not root enter the password that installing needs. Throws UserError. */
	authorise(): Promise<void>;
	/** Any program, until it ends. Throws UserError when it cannot be started. */
	run(argv: readonly string[]): Promise<void>;
	/** Puts text into the clipboard of the terminal (OSC 52); returns what a user should know of that, a sentence. */
	copy(text: string): string;
}
