import type { CharTokenizer, Corpus } from '@longrange/corpus';
import { asSeenBy, evaluationDefaults } from '@longrange/eval/evaluation';
import { bitsPerCharacter } from '@longrange/eval/probes';
import type { BitsPerCharacter } from '@longrange/eval/result';
import type { CheckpointReference } from '@longrange/trainer';
import { readModel } from '@longrange/trainer/internal';
import { charactersOf, chooseDocuments } from '../corpus/held-out.ts';
import { NeuralLanguageModel } from '../neural/neural-language-model.ts';
import type { HeldOutSplit } from '../options/shared-options.ts';
import type { Reporter } from '../terminal/reporter.ts';

/**
 * Bits per character of a checkpoint (metric 9), on as much of a held-out split as `longrange eval` reads, with the state carried through each document.
 * Null for a split without text.
 */
export async function scoreSplit(
  split: HeldOutSplit,
  checkpoint: CheckpointReference,
  { corpus, tokenizer }: { readonly corpus: Corpus; readonly tokenizer: CharTokenizer },
  reporter: Reporter,
): Promise<BitsPerCharacter | null> {
  const documents = asSeenBy(
    { alphabet: tokenizer.vocabulary },
    chooseDocuments(corpus.split(split), evaluationDefaults.maxCharacters),
  );
  if (charactersOf(documents) === 0) return null;
  const model = (await readModel(checkpoint.folder)).load();
  const predictor = new NeuralLanguageModel('model', model, tokenizer);
  const texts = documents.map(({ text }) => text);
  const scores = await predictor.score(texts, {
    resetEvery: null,
    onShare: (share) => reporter.progress({ label: `scoring the ${split} split`, share, detail: '' }),
  });
  model.dispose();
  reporter.clear();
  const carried = documents.map(({ name }, index) => ({ name, logProbabilities: scores[index]! }));
  return bitsPerCharacter({ predictor: 'model', split, carried });
}
