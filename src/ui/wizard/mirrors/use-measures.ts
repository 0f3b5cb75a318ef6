import { useEffect, useRef, useState } from "react";
import type { MirrorMeasure, MirrorQuestion } from "../../../core/host/mirror.js";
import { useServices } from "../../services/services.js";

/** What is known of a question so far; undefined while it is being asked. */
export type MeasureOf = (question: MirrorQuestion) => MirrorMeasure | undefined;

/** Asks mirrors while they are shown; each answer comes as soon as it is there, and is kept. What nobody asks any more is aborted. */
export function useMeasures(questions: readonly MirrorQuestion[]): MeasureOf {
	const { host } = useServices();
	const [answers, setAnswers] = useState<ReadonlyMap<string, MirrorMeasure>>(new Map());
	const asked = useRef(new Map<string, AbortController>());
	const wanted = JSON.stringify(questions);
	useEffect(() => {
		const inFlight = asked.current;
		const now = new Map(
			(JSON.parse(wanted) as MirrorQuestion[]).map((question) => [JSON.stringify(question), question]),
		);
		for (const [key, controller] of inFlight) {
			if (now.has(key)) continue;
			controller.abort();
			inFlight.delete(key);
		}
		for (const [key, question] of now) {
			if (inFlight.has(key)) continue;
			const controller = new AbortController();
			inFlight.set(key, controller);
			host.measureMirror(question, controller.signal).then(
				(answer) => setAnswers((before) => new Map(before).set(key, answer)),
				// Aborted: nobody waits for it.
				() => {},
			);
		}
	}, [host, wanted]);
	useEffect(() => {
		const inFlight = asked.current;
		return () => {
			for (const controller of inFlight.values()) controller.abort();
			inFlight.clear();
		};
	}, []);
	return (question) => answers.get(JSON.stringify(question));
}
