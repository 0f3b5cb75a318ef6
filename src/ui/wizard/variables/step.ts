import { whoCanLogIn } from "../../login/who-can-log-in.js";
import type { Step } from "../step.js";
import { VariablesScreen } from "./variable-form.js";

export const variables: Step = {
	id: "variables",
	title: "Variables",
	meaning: "Settings that the elements read.",
	value({ build, plan, profile }) {
		const set = Object.keys(profile.variables ?? {}).length;
		const user = profile.user?.name;
		const who = whoCanLogIn(build, plan).possible ? (user ? `login ${user}, ` : "") : "no login, ";
		return `${who}${set === 0 ? "defaults" : `${set} set`}`;
	},
	facts({ profile }) {
		const set = Object.entries(profile.variables ?? {});
		return [
			...(set.length === 0 ? [{ text: "All are left at their defaults." }] : []),
			...set.map(([label, value]) => ({ label, text: typeof value === "string" ? value : "kept outside the profile" })),
		];
	},
	errors: ["ssh-key-missing", "secret-missing", "secret-in-profile", "bad-number", "docker-target"],
	login: true,
	Screen: VariablesScreen,
};
