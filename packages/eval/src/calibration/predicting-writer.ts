import { RandomStream } from '@longrange/code';
import type { LanguageModel } from '../models/language-model.ts';
import { drawSymbol } from '../models/ngram/draw-symbol.ts';
import type { TextWriter } from '../models/text-writer.ts';

/** Makes a writer of whatever predicts the next character: one character of every text at a time. Slow, for short texts and calibration. */
export function predictingWriter(model: LanguageModel): TextWriter {
  const { name, alphabet } = model;
  return {
    name,
    async complete(prompts, { length, temperature, seed, isDone, onShare }) {
      const written = prompts.map(() => '');
      const randoms = prompts.map((_, index) => new RandomStream(seed + Math.imul(index, 0x85ebca6b)));
      for (let step = 0; step < length; step++) {
        const going = Array.from(prompts.keys()).filter((index) => isDone?.(index, written[index]!) !== true);
        const rows = await model.predict(
          going.map((index) => {
            const text = prompts[index]! + written[index]!;
            return { text, at: [text.length] };
          }),
        );
        going.forEach((index, row) => {
          // A symbol is one more than its place in the alphabet.
          const probabilities = Float64Array.from([0, ...rows[row]!.map(Math.exp)]);
          const symbol = drawSymbol(probabilities, alphabet.length, temperature, randoms[index]!);
          written[index] += alphabet[symbol - 1]!;
        });
        onShare?.((step + 1) / length);
      }
      return written;
    },
  };
}
