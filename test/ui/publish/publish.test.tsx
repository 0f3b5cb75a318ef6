import { afterEach, describe, expect, test, vi } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import type { Published, PublishListener, PublishOffer, PublishWish } from "../../../src/ui/services/publish.js";
import { fakeServices } from "../../support/fake-services.js";
import { NASTY, type OpenedApp, openApp, SIZES } from "../../support/open-app.js";
import type { InkScreenOptions } from "../../support/terminal/ink-screen.js";

let app: OpenedApp;
afterEach(() => app.unmount());

const IMAGE = { run: "260101-110000-aa", file: "/home/me/web.qcow2", name: "web", bytes: 318 * 2 ** 20 };
const OFFER: PublishOffer = {
	image: IMAGE,
	places: [
		{ to: "glance:lab", from: "/home/me/.config/openstack/clouds.yaml" },
		{ to: "glance:prod", from: "/home/me/.config/openstack/clouds.yaml" },
	],
};
const PUBLISHED: Published = {
	...{
		id: "5f1c7c1e-0000-4000-8000-000000000001",
		name: "web",
		bytes: IMAGE.bytes,
		sha512: "ab".repeat(64),
		how: "sent",
	},
};
const STEPS = [
	"to Glance of cloud lab: web, qcow2, private",
	"would send 318M as web",
	"would hide 7d1 (web): a newer one",
];

async function open(
	offer: PublishOffer | Error = OFFER,
	options: InkScreenOptions = {},
	looks?: () => Promise<readonly string[]>,
) {
	const sends: {
		wish: PublishWish;
		listener: PublishListener;
		end: (done: Published) => void;
		fail: (error: Error) => void;
	}[] = [];
	const preview = vi.fn(async (_wish: PublishWish) => (looks ? looks() : STEPS));
	const services = fakeServices({
		publish: {
			offer: async () => {
				if (offer instanceof Error) throw offer;
				return offer;
			},
			preview,
			publish: (wish, listener) =>
				new Promise<Published>((end, fail) => {
					listener.signal.addEventListener("abort", () => fail(listener.signal.reason));
					sends.push({ wish, listener, end, fail });
				}),
		},
	});
	app = await openApp(services, { screen: "publish", run: IMAGE.run }, options);
	await app.settle();
	return { sends, preview };
}

describe("publishing from the screens", () => {
	test("the places that are known are offered, and nothing is sent before a look and a yes", async () => {
		const { sends, preview } = await open();
		const places = await app.waitFor("glance:lab");
		expect(places).toContain("clouds.yaml");
		expect(places).toContain("another place");
		await app.press("enter");
		const asked = await app.waitFor("would hide 7d1");
		expect(asked).toContain("nothing has been sent");
		expect(asked).toContain("would send 318M as web");
		expect(preview.mock.calls[0]?.[0]).toMatchObject({ to: "glance:lab", name: "web", visibility: "private" });
		expect(sends).toHaveLength(0);
		await app.press("enter");
		await app.waitFor("beginning");
		expect(sends[0]?.wish.to).toBe("glance:lab");
	});

	test("while it is sent the screen tells how far it is, and afterwards the image's id", async () => {
		const { sends } = await open();
		await app.press("enter");
		await app.waitFor("would send");
		await app.press("enter");
		await app.waitFor("beginning");
		sends[0]?.listener.onNote("removed an interrupted one");
		sends[0]?.listener.onProgress({ sent: 159 * 2 ** 20, total: IMAGE.bytes, doing: "sending" });
		expect(await app.waitFor("(50%)")).toContain("removed an interrupted one");
		sends[0]?.end(PUBLISHED);
		const done = await app.waitFor("is published: 318M");
		expect(done).toContain(PUBLISHED.id);
		expect(done).toContain(`openstack image show ${PUBLISHED.id}`);
	});

	test("x ends it, the place stays, and enter looks again", async () => {
		const { sends, preview } = await open();
		await app.press("enter");
		await app.waitFor("would send");
		await app.press("enter");
		await app.waitFor("beginning");
		await app.press("x");
		await app.waitFor("Cancelled by you");
		expect(sends[0]?.listener.signal.aborted).toBe(true);
		await app.press("enter");
		await app.waitFor("nothing has been sent");
		expect(preview).toHaveBeenCalledTimes(2);
	});

	test("what the cloud refuses is shown with the next step", async () => {
		const refuse = async () => {
			throw new UserError({
				code: "login",
				message: "The cloud lab refuses the password",
				next: ["Correct it in clouds.yaml."],
			});
		};
		await open(OFFER, {}, refuse);
		await app.press("enter");
		const text = await app.waitFor("refuses the password");
		expect(text).toContain("Correct it in clouds.yaml.");
		expect(text).toContain("not published");
		await app.press("escape");
		await app.waitFor("glance:prod");
	});

	test("name and visibility can be changed before, and it is looked again", async () => {
		const { preview } = await open();
		await app.press("enter");
		await app.waitFor("would send");
		await app.press("v");
		await app.settle();
		expect(preview.mock.calls.at(-1)?.[0].visibility).toBe("shared");
		await app.waitFor("shared: to your project");
		await app.press("r");
		await app.waitFor("Its name there");
		await app.type("-13");
		await app.press("enter");
		await app.waitFor("web-13");
		expect(preview.mock.calls.at(-1)?.[0].name).toBe("web-13");
	});

	test("without a cloud a place is typed, and one that is none is told", async () => {
		const { preview } = await open({ image: IMAGE, places: [] });
		expect(await app.waitFor("another place")).toContain("No cloud is known here");
		await app.press("enter");
		await app.waitFor("folder:/srv/images");
		await app.type("ftp://host");
		await app.press("enter");
		await app.waitFor("is no place to publish to");
		await app.press("ctrl-u");
		await app.type("folder:/srv/images");
		await app.press("enter");
		await app.waitFor("would send");
		expect(preview.mock.calls.at(-1)?.[0].to).toBe("folder:/srv/images");
	});

	test("a run without an image says so", async () => {
		await open(new UserError({ code: "no-image", message: "The run has made no image", next: ["Build one."] }));
		expect(await app.waitFor("has made no image")).toContain("Build one.");
	});

	test.each(SIZES)("%i×%i: places, question and errors fit, with names that try to break them", async (cols, rows) => {
		const image = { ...IMAGE, file: `/home/me/${NASTY.long}.qcow2`, name: NASTY.wide };
		await open(
			{ image, places: [{ to: "glance:lab", from: NASTY.laden }, ...OFFER.places] },
			{ cols, rows },
			async () => [...STEPS, ...Array.from({ length: 30 }, (_, index) => `would remove ${index} (${NASTY.long})`)],
		);
		await app.waitFor("glance:lab");
		await app.press("enter");
		const text = await app.waitFor("nothing has been sent");
		expect(text.split("\n").length).toBeLessThanOrEqual(rows);
		expect(text).toContain("diskwright");
	});
});
