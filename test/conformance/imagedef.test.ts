import { describe, expect, test } from "vitest";
import { commandLine, imageCommand } from "../../src/core/dib/image-command.js";
import { parseImageLists } from "../../src/core/dib/image-list.js";
import { UserError } from "../../src/core/errors.js";
import { golden, hasGolden } from "../support/golden.js";

interface Case {
	readonly id: string;
	readonly name: string;
	readonly files: readonly string[];
	readonly expect: {
		readonly ok: boolean;
		readonly stage?: string;
		readonly violations?: readonly [path: readonly string[], rule: string][];
		readonly commands?: readonly {
			readonly program: string;
			readonly args: readonly string[];
			readonly environment: Readonly<Record<string, string>>;
			readonly printed: string;
		}[];
	};
}

function errorOf(read: () => unknown): UserError {
	try {
		read();
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
	throw new Error("nothing was thrown");
}

describe.runIf(hasGolden)("image lists", () => {
	test.each(hasGolden ? golden<Case[]>("imagedef/cases.json") : [])("$id $name", ({ files, expect: expected }) => {
		const read = () => parseImageLists(files.map((text, index) => ({ file: `${index}.yaml`, text })));
		if (!expected.ok) {
			const error = errorOf(read);
			const told = (expected.violations ?? []).map(([path, rule]) =>
				rule === "additionalProperties" ? "Unknown key" : `'${path.slice(1).join(".")}'`,
			);
			if (expected.stage === "schema") expect(told.filter((text) => error.message.includes(text))).not.toEqual([]);
			expect(error.place?.line).toBeGreaterThan(0);
			return;
		}
		const commands = read().map(imageCommand);
		expect(commands).toEqual(expected.commands?.map(({ printed: _, ...command }) => command));
		const printed = commands.map((command) => `${commandLine(command)}\n`.replace(/(ramdisk|disk)-image/, "bash @$&"));
		expect(printed).toEqual(expected.commands?.map(({ printed: line }) => line));
	});
});
