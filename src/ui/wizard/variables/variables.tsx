import { StepScreen } from "../step-screen.js";
import { VariableForm } from "./variable-form.js";

/** What the elements can be told, beginning with who can log in, or with one variable. */
export function VariablesScreen({ variable = "" }: { readonly variable?: string }) {
	return <StepScreen step="variables">{(room) => <VariableForm {...room} variable={variable} />}</StepScreen>;
}
