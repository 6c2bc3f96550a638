import { type AtTemperature, measureSubject, type NgramModel, type Subject } from '@longrange/eval';
import { atTemperature } from '@longrange/eval/text';
import type { CharacterModel } from '@longrange/model';
import { formatCount } from '../terminal/format.ts';
import type { EvaluationContext } from './evaluation.ts';
import { type SampledText, sampleModel, sampleNgram } from './sampled-texts.ts';
import { stage } from './stages.ts';
import { otherTemperatures, type Sampling } from './suites.ts';

interface Writers {
  readonly model: CharacterModel;
  readonly ngram: NgramModel;
  /** At the temperature at which everything is measured. */
  readonly sampling: Sampling;
  readonly subjects: readonly Subject[];
}

/** What becomes of brackets, indentation, definitions and loops if samples are drawn colder or hotter; of fewer of them, for the time. */
export async function sampleTemperatures(
  context: EvaluationContext,
  { model, ngram, sampling, subjects }: Writers,
): Promise<AtTemperature[]> {
  const { suite } = context.options;
  const main = subjects.flatMap((subject) =>
    subject.id === 'model' || subject.id === 'ngram'
      ? [atTemperature(subject.id, sampling.temperature, subject)]
      : [],
  );
  const { count, temperatures } = otherTemperatures[suite];
  const others: AtTemperature[] = [];
  for (const temperature of temperatures.filter((other) => other !== sampling.temperature)) {
    const own = { ...sampling, temperature, count: Math.min(count, sampling.count) };
    const measured = await stage(
      context.reporter,
      `sampling at temperature ${temperature}`,
      async (onShare) => {
        const ofModel = await sampleModel(model, own, (share) => onShare(share / 2));
        const ofNgram = await sampleNgram(ngram, own, (share) => onShare((1 + share) / 2));
        return [await brief('model', ofModel), await brief('ngram', ofNgram)];
      },
      () => `2 × ${own.count} texts of ${formatCount(own.length)} characters`,
    );
    others.push(...measured);

    async function brief(id: 'model' | 'ngram', texts: readonly SampledText[]): Promise<AtTemperature> {
      const documents = texts.map(({ name, text }) => ({ name, text }));
      const subject = { id, label: id, cut: true, documents };
      return atTemperature(id, temperature, await measureSubject(subject, { parser: context.parser }));
    }
  }
  const all = [...main, ...others];
  return others.length === 0 ? [] : all.sort((a, b) => a.temperature - b.temperature);
}
