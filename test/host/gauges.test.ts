import { expect, test } from "vitest";
import { parseMemInfo, parseNetDev, parseStat, sampleGauges } from "../../src/host/gauges.js";

test("busy and all ticks of the processors, waiting for disks being idle", () => {
	const text = "cpu  100 20 30 4000 500 6 7 8 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\nintr 1234 0\n";
	expect(parseStat(text)).toEqual({ busy: 171, ticks: 4671 });
});

test("used memory is what is not available", () => {
	const text = "MemTotal:       16384000 kB\nMemFree:          512000 kB\nMemAvailable:    8192000 kB\nBuffers: 1 kB\n";
	expect(parseMemInfo(text)).toEqual({ used: 8_192_000 * 1024, total: 16_384_000 * 1024 });
});

test("bytes of all interfaces but the loopback, in and out", () => {
	const text = [
		"Inter-|   Receive                                                |  Transmit",
		" face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
		"    lo: 999999     100    0    0    0     0          0         0   999999     100    0    0    0     0       0          0",
		"  eth0: 1000         5    0    0    0     0          0         0     200       2    0    0    0     0       0          0",
		"wlan0:30000          7    0    0    0     0          0         0    4000       3    0    0    0     0       0          0",
		"",
	].join("\n");
	expect(parseNetDev(text)).toBe(35_200);
});

test("a sample of this machine: file systems once, a folder that is not there left out, rates from the second one on", async () => {
	const places = { tmp: "/", cache: "/", output: "/nowhere/at/all" };
	const first = await sampleGauges(places);
	expect(first.gauges.disks.map(({ name }) => name)).toEqual(["tmp cache"]);
	expect(first.gauges.disks[0]?.total).toBeGreaterThan(0);
	expect(first.gauges.memory.used).toBeGreaterThan(0);
	expect(first.gauges).not.toHaveProperty("cpu");
	await new Promise((resolve) => setTimeout(resolve, 50));
	const second = await sampleGauges(places, first.counters);
	expect(second.gauges.cpu).toBeGreaterThanOrEqual(0);
	expect(second.gauges.cpu).toBeLessThanOrEqual(1);
	expect(second.gauges.network).toBeGreaterThanOrEqual(0);
});
