import { StepScreen } from "../components/step-screen.js";
import { VariableForm } from "../panes/variable-form.js";

/** What the elements can be told, beginning with who can log in. */
export function VariablesScreen() {
	return <StepScreen step="variables">{(room) => <VariableForm {...room} />}</StepScreen>;
}
