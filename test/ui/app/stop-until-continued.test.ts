import { expect, test } from "vitest";
import { stopUntilContinued } from "../../../src/ui/app/stop-until-continued.js";

test("where nobody stops the program it goes on by itself, and listens for nothing any more", async () => {
	const before = process.listenerCount("SIGCONT");
	await stopUntilContinued(() => {});
	expect(process.listenerCount("SIGCONT")).toBe(before);
});

test("what continues the program brings it back", async () => {
	await stopUntilContinued(() => void process.emit("SIGCONT", "SIGCONT"));
});
