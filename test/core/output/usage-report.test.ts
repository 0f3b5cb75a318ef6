import { expect, test } from "vitest";
import { usageReport } from "../../../src/core/output/usage-report.js";

const LINES = ["3\t/b/etc", "20480\t/b/usr/lib", "10240\t/b/boot", "40960\t/b"];

test("the largest first, nothing below 10 MiB", () => {
	expect(usageReport(LINES, "/b", false).slice(1, -1)).toEqual(["    40M /", "    20M /usr/lib", "    10M /boot"]);
});

test("everything, when that is asked for", () => {
	expect(usageReport(LINES, "/b", true).slice(-2)).toEqual(["   3.0K /etc", "===== end image size report ====="]);
});
