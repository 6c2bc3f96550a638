/** Questions to the llama.cpp process (llama-child.js). Its answers come from a stranger's library, so they are checked before they are believed. */
export interface Questions {
  /** Loads the library; a text where there is none. */
  load(question: { readonly library: string }): unknown;
  open(question: { readonly file: string }): unknown;
  context(question: ContextQuestion): unknown;
  tokenize(question: { readonly text: string }): unknown;
  /** The likeliest tokens after these, of which so many at the beginning are what the sequence holds, if it holds so many. */
  read(question: ReadQuestion): unknown;
}

interface ContextQuestion {
  /** Tokens. */
  readonly size: number;
  readonly sequences: number;
  readonly threads: number;
}

interface ReadQuestion {
  readonly context: number;
  readonly sequence: number;
  readonly tokens: readonly number[];
  readonly common: number;
  /** Null for all. */
  readonly likeliest: number | null;
}

/** Reply to a question: signs of progress, then the answer or the error. */
export interface Message {
  readonly id: number;
  readonly progress?: true;
  readonly answer?: unknown;
  readonly thrown?: string;
}
