import type { CharTokenizer, Corpus } from '@longrange/corpus';
import type { BitsPerCharacter } from '@longrange/eval';
import { bitsPerCharacter } from '@longrange/eval/probes';
import { type CheckpointReference, readModel } from '@longrange/trainer';
import { asSeenBy, charactersOf, chooseDocuments } from '../run/held-out.ts';
import { NeuralLanguageModel } from '../run/neural-language-model.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** As much held-out text as the default of `longrange eval` reads. */
const MAX_CHARACTERS = 1_000_000;

/**
 * Bits per character of a checkpoint on the test split, state carried through each document: metric 9. Null where the split has
 * no text.
 */
export async function scoreTestSplit(
  checkpoint: CheckpointReference,
  corpus: Corpus,
  tokenizer: CharTokenizer,
  reporter: Reporter,
): Promise<BitsPerCharacter | null> {
  const documents = asSeenBy(tokenizer, chooseDocuments(corpus.split('test'), MAX_CHARACTERS));
  if (charactersOf(documents) === 0) return null;
  const model = (await readModel(checkpoint.folder)).load();
  const onProgress = (share: number): void =>
    reporter.progress({ label: 'scoring the test split', share, detail: '' });
  const predictor = new NeuralLanguageModel('model', model, tokenizer, onProgress);
  const texts = documents.map(({ text }) => text);
  const scores = await predictor.score(texts, { resetEvery: null });
  model.dispose();
  reporter.clear();
  const carried = documents.map(({ name }, index) => ({ name, logProbabilities: scores[index]! }));
  return bitsPerCharacter({ predictor: 'model', split: 'test', carried });
}
