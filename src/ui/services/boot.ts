/** How a boot test ended. */
export interface BootOutcome {
	/** The console showed the login prompt. */
	readonly booted: boolean;
	readonly seconds: number;
	readonly firmware: "bios" | "efi";
	readonly accelerator: "kvm" | "tcg";
	/** Why it ended, one sentence. */
	readonly reason: string;
}

export interface BootListener {
	/** The serial console as it arrives, without escape sequences; lines end with a newline. */
	readonly onOutput: (text: string) => void;
	/** What the boot test itself has to say, a sentence. */
	readonly onNote: (text: string) => void;
	/** Ends the machine; `boot` then rejects with the signal's reason. */
	readonly signal: AbortSignal;
}

/** Boots images. */
export interface BootService {
	/** Boots an image without changing it until it asks who logs in. Throws UserError when no machine can be started. */
	boot(image: string, listener: BootListener): Promise<BootOutcome>;
}
