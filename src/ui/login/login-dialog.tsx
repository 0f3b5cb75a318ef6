import { useState } from "react";
import { serialiseError, UserError } from "../../core/errors.js";
import { useKeysStore } from "../keys/use-keys.js";
import { ChoiceDialog } from "../kit/components/choice-dialog.js";
import { NameDialog } from "../kit/components/name-dialog.js";
import { type Size, useScreenSize } from "../kit/components/screen-frame.js";
import { useLoaded } from "../kit/hooks/use-loaded.js";
import { useServices } from "../services/services.js";
import { loginComplaint } from "./login.js";
import { type LoginAnswer, offeredUser } from "./login-answer.js";
import { PasswordDialog } from "./password-dialog.js";

export interface LoginDialogProps {
	/** The screen's own when absent. */
	readonly room?: Size;
	/** Undefined: the question was left. */
	readonly onAnswer: (answer: LoginAnswer | undefined) => void;
}

type Asked =
	| { readonly step: "way" }
	| { readonly step: "name"; readonly key?: string }
	| { readonly step: "password"; readonly name: string };

const WHY =
	"The image has nobody who can log into it. A user with sudo is made, who logs in with an ssh key or a password; of a password only the hash is kept.";

/** Asks who is to log into an image: with which of one's keys, with a password, or nobody. */
export function LoginDialog({ room: given, onAnswer }: LoginDialogProps) {
	const whole = useScreenSize();
	const room = given ?? whole;
	const keys = useKeysStore();
	const { about, host, preferences } = useServices();
	const [asked, setAsked] = useState<Asked>({ step: "way" });
	const found = useLoaded("own keys", () => host.ownKeys());
	const user = offeredUser(preferences.get().userName, about.user);
	const done = (name: string, more: { readonly key?: string; readonly hash?: string }) => {
		preferences.update({ userName: name, ...(more.key ? { keyPath: more.key } : {}) });
		onAnswer({ kind: "user", name, ...more });
	};
	if (asked.step === "name") {
		const { key } = asked;
		return (
			<NameDialog
				{...room}
				title="Name of the user"
				text={key ? `Logs in with ${key}.` : "Logs in with a password, which is asked for next."}
				initial={user}
				submitLabel={key ? "take it" : "go on"}
				onSubmit={async (name) => {
					const wrong = loginComplaint("user.name", name) ?? (name ? undefined : "must not be empty");
					if (wrong) throw new UserError({ code: "bad-user-name", message: `The name ${wrong}` });
					if (key) done(name, { key });
					else setAsked({ step: "password", name });
				}}
				onClose={() => setAsked({ step: "way" })}
			/>
		);
	}
	if (asked.step === "password") {
		const { name } = asked;
		return (
			<PasswordDialog
				{...room}
				user={name}
				onPassword={(password) => {
					host.hashPassword(password).then(
						(hash) => done(name, { hash }),
						(error) => keys.getState().say(serialiseError(error).message),
					);
				}}
				onClose={() => setAsked({ step: "name" })}
			/>
		);
	}
	const own = found.status === "ok" ? found.value : [];
	return (
		<ChoiceDialog
			{...room}
			title="Who is to log in?"
			text={WHY}
			choices={[
				...own.map(({ file, about: what }) => ({
					label: `with my key ${file}`,
					detail: what,
					run: () => setAsked({ step: "name", key: file }),
				})),
				{ label: "with a password", detail: "typed twice", run: () => setAsked({ step: "name" }) },
				{ label: "nobody", detail: "build it without a login", run: () => onAnswer({ kind: "nobody" }) },
			]}
			onBack={() => onAnswer(undefined)}
		/>
	);
}
