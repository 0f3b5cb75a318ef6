import { StepScreen } from "../components/step-screen.js";
import { ReviewPlan } from "../panes/review-plan.js";

/** The whole plan, before anything is done. */
export function ReviewScreen() {
	return <StepScreen step="review">{(room) => <ReviewPlan {...room} />}</StepScreen>;
}
