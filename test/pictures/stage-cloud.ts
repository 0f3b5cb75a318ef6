import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FakeCloud, type FakeImage, openFakeCloud, PASSWORD, PROJECT } from "../support/glance/fake-cloud.js";

/** A cloud that the person at the terminal may use, with an image published a week ago. */
export interface StageCloud {
	/** An image of the home, as large as it is said. */
	readonly image: string;
	readonly bytes: number;
	/** An upload goes on for ever after this share of it. */
	readonly stopsAt?: number;
}

/** Opens it, and writes clouds.yaml and the image into a home. */
export async function openStageCloud(home: string, { image, bytes, stopsAt }: StageCloud): Promise<FakeCloud> {
	const cloud = await openFakeCloud();
	const login = `auth: {auth_url: "${cloud.url}/v3", username: demo, password: ${PASSWORD}, project_name: web}`;
	const clouds = join(home, ".config/openstack/clouds.yaml");
	mkdirSync(dirname(clouds), { recursive: true });
	writeFileSync(clouds, `clouds:\n  lab: {${login}}\n  production: {${login}, region_name: RegionOne}\n`);
	const file = join(home, image);
	writeFileSync(file, qcow2Header(bytes * 4));
	truncateSync(file, bytes);
	const older = olderImage(image.replace(/\.[^.]+$/, ""));
	cloud.images.set(older.id, older);
	if (stopsAt !== undefined) {
		cloud.misbehave = (request) => {
			if (request.method !== "PUT") return false;
			let taken = 0;
			request.on("data", (part: Buffer) => {
				taken += part.length;
				if (taken > bytes * stopsAt) request.pause();
			});
			return true;
		};
	}
	return cloud;
}

function qcow2Header(bytes: number): Buffer {
	const header = Buffer.alloc(104);
	header.write("QFI\xfb", "latin1");
	header.writeUInt32BE(3, 4);
	header.writeBigUInt64BE(BigInt(bytes), 24);
	header.writeUInt32BE(104, 100);
	return header;
}

function olderImage(name: string): FakeImage {
	const week = "2025-12-25T09:12:44Z";
	return {
		...{ id: "7d1b6a34-52c8-4f0e-9a67-0c35e8d1f2ab", name, status: "active", os_hidden: false, visibility: "private" },
		...{ protected: false, owner: PROJECT, created_at: week, updated_at: week, size: 1000, disk_format: "qcow2" },
		...{ os_hash_algo: "sha512", os_hash_value: "0".repeat(128), diskwright_rule: name, diskwright_stage: "current" },
	};
}
