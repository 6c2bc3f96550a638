import type { SyntaxCursor, SyntaxTree } from '../text/names.ts';
import type { Allocation, LoadedGrammar, Native, TreeSitter } from './tree-sitter.ts';

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
    return this.#cursor() ?? this.#cursor() ?? wholeError(this.#text);
  }

  /** Returns null if there was no memory for it. */
  #cursor(): SyntaxCursor | null {
    const treeSitter = this.#treeSitter;
    const { native, transfer } = treeSitter;
    if (this.#allocation.generation !== treeSitter.generation) {
      const again = treeSitter.allocate(this.#grammar, this.#text);
      if (again === null) return null;
      this.#allocation = again;
      treeSitter.forget(this);
      treeSitter.register(this, again);
    }
    const { tree, cursors } = this.#allocation;
    return (
      treeSitter.attempt(() => {
        native._ts_tree_root_node_wasm(tree);
        native._ts_tree_cursor_new_wasm(tree);
        const handles = treeSitter.words.slice(transfer, transfer + 4);
        cursors.push(handles);
        return new Cursor(treeSitter, this.#grammar, this, tree, handles);
      }) ?? null
    );
  }

  dispose(): void {
    this.#treeSitter.forget(this);
    this.#treeSitter.free(this.#allocation);
    this.#allocation = { ...this.#allocation, generation: -1 };
  }
}

class Cursor implements SyntaxCursor {
  /** Kept, so that it is not collected before the cursor. */
  readonly tree: SyntaxTree;
  readonly #treeSitter: TreeSitter;
  readonly #native: Native;
  readonly #grammar: LoadedGrammar;
  readonly #generation: number;
  readonly #address: number;
  readonly #handles: Int32Array;

  constructor(
    treeSitter: TreeSitter,
    grammar: LoadedGrammar,
    tree: SyntaxTree,
    address: number,
    handles: Int32Array,
  ) {
    this.tree = tree;
    this.#treeSitter = treeSitter;
    this.#native = treeSitter.native;
    this.#grammar = grammar;
    this.#generation = treeSitter.generation;
    this.#address = address;
    this.#handles = handles;
  }

  get nodeType(): string {
    const id = this.#pass() ? this.#native._ts_tree_cursor_current_node_type_id_wasm(this.#address) : -1;
    return this.#grammar.types[id] || 'ERROR';
  }

  get nodeIsNamed(): boolean {
    return this.#pass() && this.#native._ts_tree_cursor_current_node_is_named_wasm(this.#address) === 1;
  }

  get nodeIsMissing(): boolean {
    return this.#pass() && this.#native._ts_tree_cursor_current_node_is_missing_wasm(this.#address) === 1;
  }

  get startIndex(): number {
    return this.#pass() ? this.#native._ts_tree_cursor_start_index_wasm(this.#address) : 0;
  }

  get endIndex(): number {
    return this.#pass() ? this.#native._ts_tree_cursor_end_index_wasm(this.#address) : 0;
  }

  get currentFieldName(): string | null | undefined {
    if (!this.#pass()) return null;
    return this.#grammar.fields[this.#native._ts_tree_cursor_current_field_id_wasm(this.#address)];
  }

  gotoFirstChild(): boolean {
    return this.#move(this.#native._ts_tree_cursor_goto_first_child_wasm);
  }

  gotoNextSibling(): boolean {
    return this.#move(this.#native._ts_tree_cursor_goto_next_sibling_wasm);
  }

  gotoParent(): boolean {
    return this.#move(this.#native._ts_tree_cursor_goto_parent_wasm);
  }

  /** Passes the position to the parser. Returns false for a cursor of an earlier generation, which stands still on an error. */
  #pass(): boolean {
    const treeSitter = this.#treeSitter;
    if (this.#generation !== treeSitter.generation) return false;
    const { words, transfer } = treeSitter;
    const handles = this.#handles;
    for (let index = 0; index < 4; index++) words[transfer + index] = handles[index]!;
    return true;
  }

  #move(step: (tree: number) => number): boolean {
    if (!this.#pass()) return false;
    const treeSitter = this.#treeSitter;
    const hasMoved = treeSitter.attempt(() => step(this.#address)) === 1;
    const { words, transfer } = treeSitter;
    const handles = this.#handles;
    for (let index = 0; index < 4; index++) handles[index] = words[transfer + index]!;
    return hasMoved;
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
