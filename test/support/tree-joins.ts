import ts from "typescript";

/** What the code calls the image's tree, and folders that show a part of it. */
const TREES = new Set(["tree", "mount", "built", "view", "mountBase", "TARGET_ROOT", "TMP_MOUNT_PATH"]);
const JOINS = new Set(["join", "resolve", "format", "concat"]);

/** Places where a path of the image is glued to the tree by hand, as `line: code`. */
export function treeJoins(source: string): string[] {
	const file = ts.createSourceFile("x.ts", source, ts.ScriptTarget.Latest, true);
	const found: string[] = [];
	const visit = (node: ts.Node) => {
		if (joinsTree(node)) {
			const { line } = file.getLineAndCharacterOfPosition(node.getStart());
			found.push(`${line + 1}: ${node.getText().replaceAll(/\s+/g, " ")}`);
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	return found;
}

function joinsTree(node: ts.Node): boolean {
	if (ts.isCallExpression(node)) {
		const { expression } = node;
		const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
		return JOINS.has(name) && node.arguments.length > 1 && node.arguments.some(isTree);
	}
	if (ts.isTemplateExpression(node)) {
		return node.templateSpans.some(({ expression, literal }) => isTree(expression) && /^\/(?!\.$)/.test(literal.text));
	}
	if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) return isTree(node.left);
	return false;
}

function isTree(node: ts.Node): boolean {
	if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) {
		return isTree(node.expression);
	}
	return TREES.has(ts.isPropertyAccessExpression(node) ? node.name.text : ts.isIdentifier(node) ? node.text : "");
}
