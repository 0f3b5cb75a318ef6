import { PHASES, whereRuns } from "../../../src/core/hooks/phases.js";
import { PLAN_VERSION, type Plan } from "../../../src/core/planning/plan.js";
import { placeOf, type Shape } from "./shape.js";

/** The plan that a played build follows, as it stands in `plan.json`. */
export function planOf(shape: Shape): Plan {
	const path = (element: string) => `/elements/${element}`;
	return {
		version: PLAN_VERSION,
		program: "diskwright",
		imageName: shape.image,
		architecture: "amd64",
		resolution: {
			requested: shape.elements,
			selected: shape.elements.map((name) => ({
				name,
				path: path(name),
				reason: { kind: "requested" },
				neededBy: [],
				deps: [],
				provides: [],
			})),
			excluded: [],
		},
		elementsPath: ["/elements"],
		phases: PHASES.map((phase) => ({
			phase,
			where: whereRuns(phase),
			hooks: shape.tasks.flatMap(({ id, element }) => {
				const { stage, title } = placeOf(id);
				return stage === phase && element
					? [{ name: title, element, file: `${path(element)}/${phase}.d/${title}` }]
					: [];
			}),
			ignored: [],
		})),
		collisions: [],
		environment: [],
		disk: {
			source: { kind: "fallback" },
			text: "",
			config: [],
			rootLabel: "cloudimg-rootfs",
			rootFsType: "ext4",
			bootLabel: "",
			mountPoints: ["/"],
			drawing: ["image0  sized by content  MBR"],
			usesLvm: false,
			hasEfiPartition: false,
		},
		outputs: [{ format: "qcow2", file: `${shape.image}.qcow2` }],
		hookFiles: [],
		tools: [],
		settings: {
			directory: "/images",
			imageCache: "/var/cache/images",
			lockFiles: "/var/lock/images",
			tmp: "/tmp",
			tmpfs: true,
			minTmpfs: 2,
			offline: false,
			debugTrace: 0,
			extraPackages: [],
			fsType: "ext4",
			mkfsOptions: "",
			gzip: "gzip",
			journalSize: 64,
			compression: "zstd",
			checksums: ["sha256"],
			overwriteOldImage: false,
			finalImage: true,
			ramdisk: false,
			onFailure: { mode: "hold" },
			breakPoints: [],
		},
		warnings: [],
	};
}
