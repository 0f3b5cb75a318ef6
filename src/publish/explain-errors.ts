import type { PublishedImage, PublishTarget, SendProgress, Sent, SentFile } from "../core/publish/target.js";

/** A target of which what goes wrong in any call becomes a paragraph for the user. */
export function explainErrors(target: PublishTarget, explain: (error: unknown) => unknown): PublishTarget {
	const wrap =
		<Words extends unknown[], Result>(call: (...words: Words) => Promise<Result>) =>
		async (...words: Words) => {
			try {
				return await call(...words);
			} catch (error) {
				throw explain(error);
			}
		};
	return {
		title: target.title,
		list: wrap(() => target.list()),
		listAll: wrap(() => target.listAll()),
		look: wrap((id: string) => target.look(id)),
		send: wrap((file: SentFile, progress: (progress: SendProgress) => void) => target.send(file, progress)),
		show: wrap((sent: Sent, since: number) => target.show(sent, since)),
		retire: wrap((image: PublishedImage, how: "rename" | "hide") => target.retire(image, how)),
		remove: wrap((image: PublishedImage) => target.remove(image)),
		close: () => target.close(),
	};
}
