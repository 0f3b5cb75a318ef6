import { expect, test } from "vitest";
import { expandMatrix, type MatrixCell } from "../../../src/core/batch/matrix.js";
import { ownArguments } from "../../../src/core/batch/own-arguments.js";

const profiles = ["web", "db"];
const cells = expandMatrix({ profiles, elements: ["vim"], releases: ["bookworm", "trixie"], architectures: ["amd64"] });
const own = (line: string, index: number) =>
	ownArguments(line.split(" "), cells[index] as MatrixCell, profiles, (word) =>
		["-o", "--set", "--progress"].includes(word),
	).join(" ");

test("a build of several has the arguments that it would have alone", () => {
	const line = "build web db vim --release bookworm,trixie --arch=amd64 -j 4 --layers --fail-fast";
	expect(own(line, 0)).toBe("build web vim --release bookworm --arch amd64 --layers");
	expect(own(line, 3)).toBe("build db vim --release trixie --arch amd64 --layers");
});

test("the value of an option is none of the profiles, whatever its name", () => {
	expect(own("build -o db web db --set A=db --jobs=2 -j2 -aamd64", 0)).toBe("build -o db web --set A=db -a amd64");
});
