import { expect, test } from "vitest";
import { clipboardNote, clipboardSequence } from "../../../src/cli/services/terminal.js";

test("what is copied is sent to the terminal, and what stands between is told", () => {
	expect(clipboardSequence("ü")).toBe("\u001b]52;c;w7w=\u0007");
	expect(clipboardNote({}, 10)).toContain("a terminal that forbids it says nothing");
	expect(clipboardNote({ TMUX: "/tmp/x" }, 10)).toContain("set -g set-clipboard on");
	expect(clipboardNote({ STY: "1" }, 10)).toContain("screen");
	expect(clipboardNote({ TERM: "linux" }, 10)).toContain("no clipboard");
	expect(clipboardNote({}, 80_000)).toContain("long");
});
