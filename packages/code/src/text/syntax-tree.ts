/**
 * A position in a syntax tree that moves from node to node without recursion. Indexes are UTF-16 code units,
 * as in `String.prototype.slice`, on every engine. The members are those that both engines' own cursors have.
 */
export interface SyntaxCursor {
  /** The grammar's name of the node. */
  readonly nodeType: string;
  /** False for a node that is only a token, such as a bracket. */
  readonly nodeIsNamed: boolean;
  /** The node was invented by the parser's error recovery and is empty. */
  readonly nodeIsMissing: boolean;
  /** Offset of the node's first character. */
  readonly startIndex: number;
  /** Offset after its last character. */
  readonly endIndex: number;
  /** What the node is to its parent, where the grammar names that. */
  readonly currentFieldName: string | null | undefined;
  /** False where there is none; the cursor stays. */
  gotoFirstChild(): boolean;
  /** False where there is none; the cursor stays. */
  gotoNextSibling(): boolean;
  /** False at the root; the cursor stays. */
  gotoParent(): boolean;
}

/** What a `SyntaxParser` makes of a text. */
export interface SyntaxTree {
  /** Whether there is an ERROR or a MISSING node anywhere. */
  readonly hasError: boolean;
  /** A new cursor at the root. */
  walk(): SyntaxCursor;
  /** Frees the tree and its cursors; none of them may be used afterwards. */
  dispose(): void;
}
