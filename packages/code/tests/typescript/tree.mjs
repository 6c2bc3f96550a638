/**
 * Returns the findings of TypeScript's own parser in the form of our lexer's, each as [start, end, properties].
 *
 * @param {typeof import('typescript')} ts
 * @param {import('typescript').SourceFile} source
 */
export function readTree(ts, source) {
  const { SyntaxKind: Kind } = ts;
  const brackets = [];
  const strings = [];
  const definitions = [];
  const flow = [];
  const open = [];
  const opener = (position, type) => open.push([position, type]);
  const closer = (position) => {
    const [position0, type] = open.pop();
    brackets.push([position0, position, `matched ${type}`]);
  };
  const types = new Map([
    [Kind.OpenParenToken, '()'],
    [Kind.OpenBracketToken, '[]'],
    [Kind.OpenBraceToken, '{}'],
  ]);
  const closers = new Set([Kind.CloseParenToken, Kind.CloseBracketToken, Kind.CloseBraceToken]);
  const keyword = (node, kind) =>
    node
      .getChildren(source)
      .find((child) => child.kind === kind)
      .getStart(source);
  const held = (at, kind) => flow.push([at, at, `held ${kind}`]);
  visit(source, 0);
  return { brackets, strings, definitions, flow };

  /** @param depth number of blocks around a node or, for a block, around its statements */
  function visit(node, depth) {
    const { kind } = node;
    if (kind >= Kind.FirstJSDocNode && kind <= Kind.LastJSDocNode) return;
    const start = node.getStart(source);
    if (types.has(kind)) opener(start, types.get(kind));
    else if (closers.has(kind)) closer(start);
    else if (kind === Kind.TemplateHead) opener(node.end - 1, '{}');
    else if (kind === Kind.TemplateMiddle) {
      closer(start);
      opener(node.end - 1, '{}');
    } else if (kind === Kind.TemplateTail) closer(start);
    if (
      [
        Kind.StringLiteral,
        Kind.NoSubstitutionTemplateLiteral,
        Kind.TemplateExpression,
        Kind.TemplateLiteralType,
      ].includes(kind)
    )
      strings.push([start, node.end, '']);
    const isFunction = ts.isFunctionLike(node) && node.body !== undefined && ts.isBlock(node.body);
    if (isFunction || ts.isClassLike(node)) definitions.push([start, node.end, depth]);
    readFlow(node, start);
    for (const child of node.getChildren(source)) {
      if (child.kind === Kind.SyntaxList)
        for (const inner of child.getChildren(source)) visit(inner, depthOf(node, inner, depth));
      else visit(child, depthOf(node, child, depth));
    }
  }

  /** Number of blocks around a child. */
  function depthOf(node, child, depth) {
    if (ts.isClassLike(node)) return ts.isClassElement(child) ? depth + 1 : depth;
    if (ts.isModuleBlock(child) || (ts.isBlock(child) && !isStatementList(node))) return depth + 1;
    if (ts.isBlock(node) || ts.isModuleBlock(node) || ts.isSourceFile(node))
      return ts.isBlock(child) ? depth + 1 : depth;
    if (ts.isCaseBlock(child)) return depth + 1;
    if (ts.isCaseOrDefaultClause(node))
      return node.statements.includes(child) ? depth + (ts.isBlock(child) ? 2 : 1) : depth;
    if (ts.isIfStatement(node) && child === node.elseStatement && ts.isIfStatement(child)) return depth;
    const isBody = [node.statement, node.thenStatement, node.elseStatement].includes(child);
    return isBody && !ts.isLabeledStatement(node) ? depth + 1 : depth;
  }

  function isStatementList(node) {
    return (
      ts.isBlock(node) || ts.isModuleBlock(node) || ts.isSourceFile(node) || ts.isCaseOrDefaultClause(node)
    );
  }

  function readFlow(node, start) {
    if (ts.isIfStatement(node) && node.elseStatement !== undefined)
      held(keyword(node, Kind.ElseKeyword), ts.isIfStatement(node.elseStatement) ? 'else if' : 'else');
    else if (ts.isCaseClause(node)) held(start, 'case');
    else if (ts.isDefaultClause(node)) held(start, 'default');
    else if (ts.isTryStatement(node)) {
      if (node.catchClause !== undefined) held(node.catchClause.getStart(source), 'catch');
      if (node.finallyBlock !== undefined) held(keyword(node, Kind.FinallyKeyword), 'finally');
    } else if (ts.isDoStatement(node)) held(keyword(node, Kind.WhileKeyword), 'while of do');
    else if (ts.isReturnStatement(node)) held(start, 'return');
    else if (ts.isBreakStatement(node) && node.label === undefined) held(start, 'break');
    else if (ts.isContinueStatement(node) && node.label === undefined) held(start, 'continue');
  }
}
