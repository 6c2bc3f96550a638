import { createPythonParser, type SyntaxParser, type TextDocument } from '@longrange/code';
import { type CorpusSplit, loadCorpus } from '@longrange/corpus';
import { measureSubject } from '@longrange/eval';

const ROUNDS = 5;

/**
 * All text metrics beside a parse and one walk over the tree, on the standard library and the same parser engine, in turn;
 * prints the ratio of the times, median with the lowest and highest round.
 */
export async function benchTextMetrics(): Promise<{ readonly median: number; readonly ratios: number[] }> {
  const corpus = await loadCorpus({ sources: ['stdlib'] });
  const documents = (['train', 'validation', 'test'] as const).flatMap((name) => textsOf(corpus.split(name)));
  const parser = await createPythonParser();
  const subject = { id: 'real', label: 'stdlib', cut: false, documents } as const;
  const ratios: number[] = [];
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const parseMs = await time(() => parseAndWalk(parser, documents));
    const metricsMs = await time(() => measureSubject(subject, { parser }));
    if (round > 0) ratios.push(metricsMs / parseMs);
    if (round < ROUNDS) continue;
    const [parse, metrics] = [parseMs, metricsMs].map((ms) => `${(ms / 1000).toFixed(2)} s`);
    console.log(
      `text metrics (${parser.engine}, ${documents.length} files): ${metrics} · parse and walk: ${parse}`,
    );
  }
  parser.dispose();
  ratios.sort((a, b) => a - b);
  const [low, median, high] = [0, ROUNDS >> 1, ROUNDS - 1].map((index) => ratios[index]!.toFixed(2));
  console.log(`text metrics / parse and walk: ${median} (${low}–${high}); wanted: at most 2`);
  return { median: ratios[ROUNDS >> 1]!, ratios };
}

function textsOf(split: CorpusSplit): TextDocument[] {
  return split.documents.map(({ path }, index) => ({ name: path, text: split.text(index) }));
}

function parseAndWalk(parser: SyntaxParser, documents: readonly TextDocument[]): void {
  for (const { text } of documents) {
    const tree = parser.parse(text);
    const cursor = tree.walk();
    walk: for (;;) {
      if (cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) break walk;
    }
    tree.dispose();
  }
}

async function time(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
