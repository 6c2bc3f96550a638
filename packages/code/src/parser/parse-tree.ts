import type { SyntaxCursor, SyntaxTree } from '../text/names.ts';
import { TreeCursor } from './tree-cursor.ts';
import type { Allocation, LoadedGrammar, TreeSitter } from './tree-sitter.ts';

/** Parses a text; its tree is given up if that takes more work or memory than any sound text does. */
export function parseTree(treeSitter: TreeSitter, grammar: LoadedGrammar, text: string): SyntaxTree {
  const allocation = treeSitter.allocate(grammar, text);
  return allocation === null ? givenUp(text) : new ParsedTree(treeSitter, grammar, text, allocation);
}

class ParsedTree implements SyntaxTree {
  readonly isGivenUp = false;
  readonly hasError: boolean;
  readonly #treeSitter: TreeSitter;
  readonly #grammar: LoadedGrammar;
  readonly #text: string;
  #allocation: Allocation;

  constructor(treeSitter: TreeSitter, grammar: LoadedGrammar, text: string, allocation: Allocation) {
    this.#treeSitter = treeSitter;
    this.#grammar = grammar;
    this.#text = text;
    this.#allocation = allocation;
    const { native } = treeSitter;
    native._ts_tree_root_node_wasm(allocation.tree);
    this.hasError = native._ts_node_has_error_wasm(allocation.tree) === 1;
    treeSitter.register(this, allocation);
  }

  walk(): SyntaxCursor {
    const treeSitter = this.#treeSitter;
    if (this.#allocation.generation !== treeSitter.generation) {
      const again = treeSitter.allocate(this.#grammar, this.#text);
      if (again === null) return wholeError(this.#text);
      this.#allocation = again;
      treeSitter.forget(this);
      treeSitter.register(this, again);
    }
    return new TreeCursor(treeSitter, this.#grammar, this, this.#allocation.tree);
  }

  dispose(): void {
    this.#treeSitter.forget(this);
    this.#treeSitter.free(this.#allocation);
    this.#allocation = { ...this.#allocation, generation: -1 };
  }
}

/** The tree of a text that the parser gave up: all of it is one error. */
function givenUp(text: string): SyntaxTree {
  return { isGivenUp: true, hasError: true, walk: () => wholeError(text), dispose: () => {} };
}

function wholeError({ length }: string): SyntaxCursor {
  return {
    nodeType: 'ERROR',
    nodeIsNamed: true,
    nodeIsMissing: false,
    startIndex: 0,
    endIndex: length,
    currentFieldName: null,
    gotoFirstChild: () => false,
    gotoNextSibling: () => false,
    gotoParent: () => false,
  };
}
