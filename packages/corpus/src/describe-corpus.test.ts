import { describe, expect, it } from 'vitest';
import { describeCorpus } from './describe-corpus.ts';
import { createCorpus, loadCorpus } from './load-corpus.ts';

describe('describeCorpus', () => {
  it('shows the default corpus and what was left out of it', async () => {
    const text = describeCorpus(await loadCorpus({ sources: ['stdlib'] }));
    expect(text.split('\n')).toEqual([
      'corpus: the Python standard library (pyodide/python_stdlib.zip)',
      '  553 documents, 9,593,448 characters, 261,678 lines',
      '  train       366 documents, 7,656,830 characters',
      '  validation  69 documents, 976,713 characters',
      '  test        118 documents, 959,905 characters',
      '  kept in one split: 197 documents that share text, in 29 groups, the largest of 52 (encodings/cp037.py, …)',
      '  files left out: 8 with another extension, 4 empty, 2 a duplicate of another',
      '  characters left out: 387 of 142 kinds ("─" "十" "廿" "±" "ä")',
      '  sha256 613f816973b0252696eb0ee66a4eb9d4de00f4d4805cb6701516470694c93217',
    ]);
  });

  it('says where test is validation, and where documents were moved', () => {
    const documents = ['a', 'b', 'c'].map((letter) => ({
      path: `${letter}.py`,
      text: `${letter}\n${letter}\n`,
    }));
    expect(describeCorpus(createCorpus(documents))).toContain('some were moved so that no split is empty');
    const contiguous = createCorpus(documents, { split: { kind: 'contiguous', validation: 0.3 } });
    expect(describeCorpus(contiguous)).toContain('test        is the validation text');
  });
});
