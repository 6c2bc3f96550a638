import type { TextDocument } from '@longrange/code';
import { measureSubject } from '../metrics/measure-subject.ts';
import type { MetricPlace } from '../metrics/places/places.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import { type AtTemperature, atTemperature } from '../metrics/temperatures/at-temperature.ts';
import type { OnShare, TextWriter } from '../models/language-model.ts';
import type { EvaluationContext } from './context.ts';
import type { Suite } from './suites.ts';

/** Settings for sampling from the model and from the n-gram. */
export interface Sampling {
  /** Number of texts. */
  readonly count: number;
  /** Number of characters of each text. */
  readonly length: number;
  /** Divisor of log-probabilities. */
  readonly temperature: number;
  /** Seed of all draws. */
  readonly seed: number;
}

/** One line of `samples.jsonl`. */
export interface SampledText {
  readonly subject: 'model' | 'ngram';
  readonly name: string;
  readonly text: string;
  /** Places where metrics find something wrong in it, once it is measured. */
  readonly places?: readonly Omit<MetricPlace, 'path'>[];
}

/** Returns sampled texts as documents. */
export function documentsOf(texts: readonly SampledText[]): TextDocument[] {
  return texts.map(({ name: path, text }) => ({ path, text }));
}

/** Returns the sampling settings as a result stores them. */
export function samplingRecord(sampling: Sampling): Record<string, string | number | null> {
  return { ...sampling, prompt: '', topK: null, topP: null };
}

/** Samples texts, from the beginning of a document or as continuations of prompts in turn, and returns all of them, unselected. */
export async function sampleTexts(
  subject: SampledText['subject'],
  writer: TextWriter,
  { count, length, temperature, seed }: Sampling,
  onShare: OnShare,
  prompted: readonly string[] = [''],
): Promise<SampledText[]> {
  const prompts = Array.from({ length: count }, (_, index) => prompted[index % prompted.length]!);
  const texts = await writer.complete(prompts, { length, temperature, seed, onShare });
  return texts.map((text, index) => ({
    subject,
    name: `sample-${String(index).padStart(4, '0')}`,
    text,
  }));
}

export interface Writer {
  readonly id: SampledText['subject'];
  readonly writer: TextWriter;
  /** The predictor's samples at the main temperature. */
  readonly subject: Subject;
}

/**
 * Measures brackets, indentation, definitions and loops in samples at lower and higher temperatures, with fewer samples to save time. Empty
 * if the suite has no other temperature.
 */
export async function sampleTemperatures(
  { parser, stage }: Pick<EvaluationContext, 'parser' | 'stage'>,
  writers: readonly Writer[],
  sampling: Sampling,
  { count, at }: Suite['temperatures'],
): Promise<AtTemperature[]> {
  const others: AtTemperature[] = [];
  for (const temperature of at.filter((other) => other !== sampling.temperature)) {
    const brief = { ...sampling, temperature, count: Math.min(count, sampling.count) };
    const measured = await stage(
      `sampling at temperature ${temperature}`,
      async (onShare) => {
        const briefs: AtTemperature[] = [];
        for (const [index, { id, writer }] of writers.entries()) {
          const texts = await sampleTexts(id, writer, brief, (share) =>
            onShare((index + share) / writers.length),
          );
          const documents = documentsOf(texts);
          const subject = { id, label: id, cut: true, documents };
          briefs.push(atTemperature(id, temperature, await measureSubject(subject, { parser })));
        }
        return briefs;
      },
      () => `${writers.length} × ${brief.count} texts of ${brief.length.toLocaleString('en')} characters`,
    );
    others.push(...measured);
  }
  if (others.length === 0) return [];
  const main = writers.map(({ id, subject }) => atTemperature(id, sampling.temperature, subject));
  return [...main, ...others].sort((a, b) => a.temperature - b.temperature);
}
