import { useEffect, useRef, useState } from "react";
import { serialiseError } from "../../core/errors.js";
import { Rate } from "../../core/publish/progress-text.js";
import type { SendProgress } from "../../core/publish/target.js";
import type { PublishListener, PublishWish } from "../services/publish.js";
import { useServices } from "../services/services.js";
import type { PublishState } from "./publish-state.js";

export interface Publishing {
	readonly state: PublishState;
	/** Bytes in a second; undefined as long as nothing can be said. */
	readonly rate: () => number | undefined;
	/** Looks what would be done. */
	readonly look: (wish: PublishWish) => void;
	readonly send: (wish: PublishWish) => void;
	/** Ends what is under way; what was half there is removed first. */
	readonly cancel: () => void;
	/** Back to the choice of a place. */
	readonly choose: () => void;
}

/** Progress is drawn so often, however fast it comes. */
const DRAW_MS = 125;

/** One publishing at a time; it ends with the screen that shows it. */
export function usePublishing(): Publishing {
	const { publish, now } = useServices();
	const [state, setState] = useState<PublishState>({ kind: "choosing" });
	const work = useRef<AbortController>(undefined);
	const rate = useRef(new Rate());
	const progress = useRef<SendProgress>(undefined);
	const sending = state.kind === "sending";
	useEffect(() => {
		if (!sending) return undefined;
		const timer = setInterval(() => {
			const latest = progress.current;
			if (latest) setState((before) => (before.kind === "sending" ? { ...before, progress: latest } : before));
		}, DRAW_MS);
		return () => clearInterval(timer);
	}, [sending]);
	useEffect(() => () => work.current?.abort(), []);

	/** Begins something that ends what went on before; what comes of an older one is dropped. */
	const begin = () => {
		const mine = new AbortController();
		work.current?.abort();
		work.current = mine;
		rate.current = new Rate();
		progress.current = undefined;
		const isMine = () => work.current === mine;
		const listener: PublishListener = {
			signal: mine.signal,
			onProgress: (next) => {
				if (!isMine()) return;
				progress.current = next;
				rate.current.add(next.sent, now());
			},
			onNote: (text) =>
				isMine() &&
				setState((before) => (before.kind === "sending" ? { ...before, notes: [...before.notes, text] } : before)),
		};
		return { mine, isMine, listener };
	};
	return {
		state,
		rate: () => rate.current.bytesPerSecond,
		look(wish) {
			const { isMine, listener } = begin();
			setState({ kind: "looking", wish });
			publish.preview(wish, listener).then(
				(steps) => isMine() && setState({ kind: "asking", wish, steps }),
				(error) => isMine() && setState({ kind: "failed", wish, error: serialiseError(error) }),
			);
		},
		send(wish) {
			const { mine, isMine, listener } = begin();
			const since = now();
			setState({ kind: "sending", wish, since, notes: [], isEnding: false });
			publish.publish(wish, listener).then(
				(published) =>
					isMine() &&
					setState((before) => ({
						...{ kind: "done", wish, published, ms: now() - since },
						notes: before.kind === "sending" ? before.notes : [],
					})),
				(error) =>
					isMine() &&
					setState(
						mine.signal.aborted ? { kind: "cancelled", wish } : { kind: "failed", wish, error: serialiseError(error) },
					),
			);
		},
		cancel() {
			setState((before) => (before.kind === "sending" ? { ...before, isEnding: true } : before));
			work.current?.abort();
		},
		choose() {
			work.current?.abort();
			work.current = undefined;
			setState({ kind: "choosing" });
		},
	};
}
