import type { Blocks, Definition, JumpRecord, LineRole, LogicalLine } from '../../text/lexical.ts';
import { BLANK, classOf, LINE_BREAK } from './scan.ts';

export type OpenDefinition = Omit<Definition, 'end' | 'isLast' | 'nested'> & {
  end: number;
  isLast: boolean;
  nested: OpenDefinition[];
};

interface Entry {
  readonly line: LogicalLine;
  readonly depth: number;
  readonly level: number;
}

/** Stubs of definitions, and the code around each that makes it parse alone. */
const PLACES = {
  declaration: { stub: ';', around: ['', ''] },
  method: { stub: '', around: ['class A {', '}'] },
  element: { stub: 'a:0', around: ['({', '})'] },
  expression: { stub: '(0)', around: ['(', ')'] },
} as const;

/** Collects lines, definitions and jumps. Lines and definitions of parameters are found before the function they belong to. */
export class BlockBuilder {
  readonly jumps: JumpRecord[] = [];
  readonly #text: string;
  readonly #entries: Entry[] = [];
  readonly #definitions: OpenDefinition[] = [];
  /** The last line: an operand that holds many functions begins as many lines in one place. */
  #last: Pick<LogicalLine, 'first' | 'indentStart'> = { first: 0, indentStart: 0 };

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Adds a line in `depth` blocks, of which `functions` belong to functions within a statement. The level of such a function is above
   * that of its statement's block, since it may be in the statement's condition; the level of its body is above its own.
   */
  line(first: number, depth: number, functions: number, role: LineRole, keyword: string | null): LogicalLine {
    const indentStart = this.#last.first === first ? this.#last.indentStart : this.#indentStart(first);
    const line = { indentStart, first, end: first, complete: true, opensBlock: false, role, keyword };
    this.#last = line;
    this.#entries.push({
      line,
      depth,
      level: depth + 2 * (role === 'expression' ? functions + 1 : functions),
    });
    return line;
  }

  #indentStart(first: number): number {
    let start = first;
    while (start > 0 && classOf(this.#text.charCodeAt(start - 1)) === BLANK) start--;
    const isFirst = start === 0 || classOf(this.#text.charCodeAt(start - 1)) === LINE_BREAK;
    return isFirst ? start : first;
  }

  definition(start: number, depth: number, place: keyof typeof PLACES): OpenDefinition {
    const definition = { start, end: start, depth, isLast: false, nested: [], ...PLACES[place] };
    this.#definitions.push(definition);
    return definition;
  }

  finish(): { readonly lines: LogicalLine[]; readonly blocks: Blocks } {
    this.#entries.sort((a, b) => a.line.first - b.line.first);
    this.#definitions.sort((a, b) => a.start - b.start || b.end - a.end);
    const open: OpenDefinition[] = [];
    for (const definition of this.#definitions) {
      while (open.length > 0 && open.at(-1)!.end <= definition.start) open.pop();
      open.at(-1)?.nested.push(definition);
      open.push(definition);
    }
    return {
      lines: this.#entries.map(({ line }) => line),
      blocks: {
        depths: this.#entries.map(({ depth }) => depth),
        levels: this.#entries.map(({ level }) => level),
        definitions: this.#definitions,
      },
    };
  }
}
