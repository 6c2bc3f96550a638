import { join } from 'node:path';
import { buildDocumentScores, type DocumentScores } from '@longrange/eval/comparison';
import { measureModel, samplingRecord } from '@longrange/eval/evaluation';
import { stage } from '../eval/stages.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { versions } from '../run/versions.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { openEndpoint } from '../under-test/endpoint.ts';
import { openGguf } from '../under-test/gguf.ts';
import { networkUnderTest } from '../under-test/network.ts';
import type { ModelUnderTest } from '../under-test/under-test.ts';
import type { Model } from './candidate.ts';
import type { ComparisonSet } from './evaluation-set.ts';

/**
 * Measures one candidate document by document, by the pipeline of `longrange eval` with fewer questions: the bits of held-out code, which
 * brackets of it are remembered, and what its samples hold. The engine must have been chosen for a network.
 */
export async function measureCandidate(
  candidate: Model,
  ground: ComparisonSet,
  options: CompareOptions,
  reporter: Reporter,
): Promise<DocumentScores> {
  const opened = await open(candidate, ground, options, reporter);
  try {
    const { model, onForecast, record, report } = opened.ask(ground.characters);
    const { tallies, ranges } = await measureModel(
      {
        ...{ parser: ground.parser, seed: options.seed, split: options.heldOut },
        stage: (label, work, describe) => stage(reporter, `${candidate.name}: ${label}`, work, describe),
      },
      model,
      { ...ground.set, beside: null },
      onForecast,
    );
    report();
    return buildDocumentScores({
      ...{ versions: versions(), model: record(), trainingSeed: opened.training?.seed ?? null },
      ...{ tallies: [...tallies], ...(ranges !== undefined && { ranges }), figures: [] },
      ...{ corpusSha256: ground.corpus.sha256, heldOut: ground.heldOut, suite: ground.suite },
      sampling: samplingRecord(ground.set.sampling),
    });
  } finally {
    await opened.close();
  }
}

function open(
  candidate: Model,
  { ngram }: ComparisonSet,
  options: CompareOptions,
  reporter: Reporter,
): ModelUnderTest | Promise<ModelUnderTest> {
  if (candidate.kind === 'gguf') return openGguf(candidate.file, options, reporter);
  if (candidate.kind === 'endpoint') return openEndpoint(candidate.words, options, reporter);
  if (candidate.kind === 'network')
    return networkUnderTest(candidate, candidate.load(), { runs: options.runs, seed: options.seed });
  const description = `${ngram!.name} of ${formatCount(ngram!.index.characters)} characters of the training split`;
  return {
    ...{ training: null, limits: null, outputPrefix: join(options.runs, 'files', 'eval', 'ngram') },
    provenance: { engine: null, engineReason: null, threads: null },
    ask: () => ({
      model: ngram!,
      record: () => ({ run: ngram!.name, checkpoint: 'ngram', description }),
      report: () => undefined,
    }),
    close: () => undefined,
  };
}
