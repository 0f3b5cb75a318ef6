import { PassThrough, Writable } from "node:stream";
import type { Emulator } from "./emulator.js";

/** What a program takes for its standard output: a terminal whose size and screen are the emulator's. */
export function outputTo(emulator: Emulator): NodeJS.WriteStream & { readonly writes: number } {
	return new ScreenOutput(emulator) as unknown as NodeJS.WriteStream & { readonly writes: number };
}

/** What a program takes for its standard input; what is written to it is pressed. */
export function keyboardOf(): NodeJS.ReadStream & Pick<PassThrough, "write"> {
	const keyboard = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => keyboard,
		ref: () => {},
		unref: () => {},
	});
	return keyboard as unknown as NodeJS.ReadStream & Pick<PassThrough, "write">;
}

class ScreenOutput extends Writable {
	readonly isTTY = true;
	writes = 0;

	constructor(readonly emulator: Emulator) {
		super({ decodeStrings: false });
	}

	get columns(): number {
		return this.emulator.size().cols;
	}

	get rows(): number {
		return this.emulator.size().rows;
	}

	override _write(chunk: string, _encoding: string, done: () => void): void {
		if (chunk.length > 0) this.writes += 1;
		// A terminal's line discipline makes the carriage returns.
		this.emulator.write(String(chunk).replaceAll("\n", "\r\n"));
		done();
	}
}
