import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Parser } from 'web-tree-sitter';
import { type GrammarTables, readTables } from './grammar-tables.ts';
import { FUEL, meter } from './meter.ts';

type Library = typeof import('web-tree-sitter');

/** Functions that web-tree-sitter puts on the object that `Parser.init` is given; they name nodes by addresses. */
export interface Native {
  currentParseCallback: ((index: number) => string) | null;
  currentProgressCallback: (() => boolean) | null;
  _ts_init(): number;
  _ts_parser_parse_wasm(parser: number, buffer: number, old: 0, ranges: 0, count: 0): number;
  _ts_parser_reset(parser: number): void;
  _ts_tree_delete(tree: number): void;
  _ts_tree_root_node_wasm(tree: number): void;
  _ts_node_has_error_wasm(tree: number): number;
}

/** Imports of the WebAssembly module, as far as they are used here. */
interface Imports {
  readonly env: { readonly memory: WebAssembly.Memory; readonly __stack_pointer: WebAssembly.Global<'i32'> };
  readonly 'GOT.mem': { readonly __heap_base: WebAssembly.Global<'i32'> };
}

/** A grammar in the parser's memory. */
export interface LoadedGrammar {
  readonly parser: Parser & { readonly 0: number; readonly 1: number };
  readonly tables: GrammarTables;
}

/** The parser's memory of a tree. Its addresses mean nothing in a later generation of the memory. */
export interface Allocation {
  readonly generation: number;
  readonly tree: number;
}

/** Characters that the parser gets at once: it rereads them wherever it looks far ahead or back, which `MOST_STEPS` limits. */
const CHUNK = 512;

/**
 * The most steps that the parser may take for a text: iterations of its loops, and characters read. Code takes some 25 for a character,
 * and in no file of 114 million characters of Python's and npm's packages more than 140; hostile text takes as many as it has characters.
 */
const MOST_STEPS = { least: 2 ** 20, perCharacter: 512 };

/** The most memory that the parser may use for a text, in bytes. Sound code takes some 100 for a character, an error some 430. */
const MOST_BYTES = { least: 2 ** 28, perCharacter: 1024 };

/** Steps of what takes no more of them than the tree has nodes. */
const UNLIMITED = 2 ** 31 - 1;

const limit = ({ least, perCharacter }: typeof MOST_STEPS, { length }: string) =>
  Math.min(least + perCharacter * length, 2 ** 31 - 1);

/**
 * tree-sitter's WebAssembly. Its memory never shrinks, and exhausting it leaves it in pieces. So what a text may use is limited, and the
 * memory is set back to what it held before the first text whenever a text exceeds that, or trees that nobody disposed of fill it. Trees
 * from before are parsed again when they are walked.
 */
export class TreeSitter {
  readonly native: Native;
  readonly #library: Library;
  /** Number of times that the memory was set back. */
  generation = 0;
  readonly #memory: WebAssembly.Memory;
  readonly #stackPointer: WebAssembly.Global<'i32'>;
  readonly #stackTop: number;
  readonly #fuel: WebAssembly.Global<'i32'>;
  /** Index of the word that holds the end of all memory that was ever allocated. */
  readonly #breakIndex: number;
  readonly #grammars = new Map<string, Promise<LoadedGrammar>>();
  readonly #collected = new FinalizationRegistry<Allocation>((allocation) => this.free(allocation));
  #words: Int32Array;
  /** The memory before the first text. */
  #beginning = new Uint8Array();
  /** Nothing has been parsed in this generation. */
  #isFresh = true;

  private constructor(
    library: Library,
    native: Native,
    { env, 'GOT.mem': symbols }: Imports,
    { exports }: WebAssembly.Instance,
  ) {
    this.#library = library;
    this.native = native;
    this.#memory = env.memory;
    this.#stackPointer = env.__stack_pointer;
    this.#stackTop = env.__stack_pointer.value;
    this.#fuel = exports[FUEL] as WebAssembly.Global<'i32'>;
    this.#fuel.value = UNLIMITED;
    this.#words = new Int32Array(env.memory.buffer);
    native._ts_init();
    // Nothing is allocated yet.
    this.#breakIndex = this.#words.indexOf(symbols.__heap_base.value);
  }

  static async create(): Promise<TreeSitter> {
    const path = createRequire(import.meta.url).resolve('web-tree-sitter/web-tree-sitter.wasm');
    // A copy of our own: the library has one memory, which may be another program's already.
    const { href } = pathToFileURL(path.replace(/wasm$/, 'js'));
    const library = (await import(`${href}?${crypto.randomUUID()}`)) as Library;
    const module = await WebAssembly.compile(meter(await readFile(path)));
    let imports: Imports | undefined;
    let instance: WebAssembly.Instance | undefined;
    const options = {
      printErr: () => {},
      instantiateWasm: (
        given: Imports,
        done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
      ) => {
        imports = given;
        instance = new WebAssembly.Instance(module, given as unknown as WebAssembly.Imports);
        done(instance, module);
      },
    };
    await library.Parser.init(options as object);
    return new TreeSitter(library, options as unknown as Native, imports!, instance!);
  }

  /** The parser's memory as words. */
  get words(): Int32Array {
    // Growing memory detaches its views.
    if (this.#words.length === 0) this.#words = new Int32Array(this.#memory.buffer);
    return this.#words;
  }

  load(path: string): Promise<LoadedGrammar> {
    const loading = this.#grammars.get(path) ?? this.#load(path);
    this.#grammars.set(path, loading);
    return loading;
  }

  async #load(path: string): Promise<LoadedGrammar> {
    const module = await WebAssembly.compile(await readFile(path));
    if (this.#beginning.length > 0) this.#setBack();
    const language = this.#library.Language.loadSync(module);
    const parser = new this.#library.Parser() as LoadedGrammar['parser'];
    parser.setLanguage(language);
    this.#beginning = new Uint8Array(this.#memory.buffer).slice(0, this.#break);
    const address = (language as typeof language & { readonly 0: number })[0];
    return { parser, tables: readTables(this.#memory.buffer, address, language.types, language.fields) };
  }

  /** Parses a text; null if that takes more work or memory than any sound text does. */
  allocate(grammar: LoadedGrammar, text: string): Allocation | null {
    const wasFresh = this.#isFresh;
    this.#isFresh = false;
    const outcome = this.#tryParse(grammar, text);
    if (typeof outcome === 'number') return { generation: this.generation, tree: outcome };
    this.#setBack();
    return wasFresh || outcome === 'too much work' ? null : this.allocate(grammar, text);
  }

  #tryParse({ parser }: LoadedGrammar, text: string): number | 'too much work' | 'too much memory' {
    const { native } = this;
    const mostBytes = this.#beginning.length + limit(MOST_BYTES, text);
    native.currentParseCallback = (index) => {
      const chunk = text.slice(index, index + CHUNK);
      this.#fuel.value -= chunk.length;
      return chunk;
    };
    native.currentProgressCallback = () => this.#break > mostBytes;
    this.#fuel.value = limit(MOST_STEPS, text);
    try {
      const tree = native._ts_parser_parse_wasm(parser[0], parser[1], 0, 0, 0);
      return tree === 0 ? 'too much memory' : tree;
    } catch {
      return this.#fuel.value < 0 ? 'too much work' : 'too much memory';
    } finally {
      this.#fuel.value = UNLIMITED;
      native.currentParseCallback = null;
      native.currentProgressCallback = null;
    }
  }

  get #break(): number {
    return this.words[this.#breakIndex]! >>> 0;
  }

  #setBack(): void {
    this.generation++;
    this.#isFresh = true;
    this.#stackPointer.value = this.#stackTop;
    new Uint8Array(this.#memory.buffer).set(this.#beginning);
  }

  /** Frees an allocation when `owner` is collected, unless that is forgotten first. */
  register(owner: object, allocation: Allocation): void {
    this.#collected.register(owner, allocation, owner);
  }

  forget(owner: object): void {
    this.#collected.unregister(owner);
  }

  free({ generation, tree }: Allocation): void {
    if (generation !== this.generation) return;
    this.#fuel.value = UNLIMITED;
    try {
      this.native._ts_tree_delete(tree);
    } catch {
      this.#setBack();
    }
  }
}
