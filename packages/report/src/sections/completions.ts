import type { Completions } from '@longrange/eval';
import type { SeriesStyle } from '../document/names/styles.ts';
import type { Result } from '../document/types.ts';

type Kind = Completions['kinds'][number];

export const openerNames: Readonly<Record<Kind['kind'], string>> = {
  bracket: 'brackets',
  string: 'single-line strings',
  triple: 'triple-quoted strings',
  block: 'blocks',
};

/** One who wrote on, with the style that everything about it goes by. */
export interface NamedWriter {
  name: string;
  style: SeriesStyle;
  index: number;
}

/** The model first, the code's own continuation last. */
export function namedWriters(result: Result): NamedWriter[] {
  const writers = result.probes?.completions?.kinds[0]?.writers ?? [];
  return writers.map(({ writer }, index) => ({
    index,
    name: writer === 'real' ? 'real code' : writer,
    style: writer === 'real' ? 'real' : index === 0 ? 'model' : 'ngram',
  }));
}

/** As part of a sentence. */
export function writerInSentence({ name, style }: NamedWriter): string {
  return style === 'real' || /^the /i.test(name) ? name : `the ${name}`;
}
