import { StepScreen } from "../step-screen.js";
import { ReviewPlan } from "./review-plan.js";

/** The whole plan, before anything is done. */
export function ReviewScreen() {
	return <StepScreen step="review">{(room) => <ReviewPlan {...room} />}</StepScreen>;
}
