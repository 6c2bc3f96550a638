import type { CharacterModel, NetworkName } from '@longrange/model';
import { disposeState } from '@longrange/model/internal';
import { type Sample, sample, sampleStream } from '@longrange/sampler';
import { memory, mul, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeFastEngines } from '../../backend-simd/src/testing/engines.ts';
import { tinyModel } from '../../model/tests/tiny-model.ts';

/** A tiny model whose logits are spread enough that its choices differ. */
function decidedModel(beginOfDocument = true, network: NetworkName = 'lstm'): CharacterModel {
  const model = tinyModel({
    network,
    units: 8,
    beginOfDocument,
    ...(network === 'transformer' && { window: 32 }),
  });
  for (const parameter of model.parameters.values()) tidy(() => parameter.assign(mul(parameter, 4)));
  return model;
}

async function greedyByHand(model: CharacterModel, prompt: string, length: number): Promise<string> {
  const { vocabulary } = model.config;
  let text = prompt;
  let state = model.zeroState(1);
  if (model.beginOfDocument !== null) {
    const step = model.forward(tensor2d([model.beginOfDocument], [1, 1], 'int32'), state);
    disposeState(state);
    state = step.state;
    if (prompt === '') {
      const row = [...(await step.logits.data())];
      text += vocabulary[row.indexOf(Math.max(...row))];
    }
  }
  let read = 0;
  while (text.length < prompt.length + length) {
    const ids = [...text.slice(read)].map((character) => vocabulary.indexOf(character));
    const step = model.forward(tensor2d(ids, [ids.length, 1], 'int32'), state);
    const row = [...(await step.logits.data())].slice(-vocabulary.length);
    read = text.length;
    text += vocabulary[row.indexOf(Math.max(...row))];
    disposeState(state);
    state = step.state;
  }
  return text.slice(prompt.length);
}

const texts = (samples: readonly Sample[]) => samples.map(({ text }) => text);

async function collect(stream: AsyncIterable<string>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

describeFastEngines('sample', () => {
  it.each([
    [true, 'lstm', 30],
    [false, 'lstm', 30],
    [true, 'mingru', 12],
    [true, 'gated-deltanet', 12],
    [true, 'm2rnn', 12],
    [false, 'transformer', 12],
  ] as const)(
    'greedy: carries the state, for prompts of any length; with a beginning: %s, %s',
    async (begins, network, length) => {
      const model = decidedModel(begins, network);
      const prompts = ['a', '(ab)(ab)', 'b)', '', 'a', `${'ab(a)b'.repeat(40)}`];
      const samples = await sample(model, { prompts, length, temperature: 0 });
      for (const [i, prompt] of prompts.entries()) {
        expect(samples[i]).toMatchObject({ index: i, prompt, end: { kind: 'length' } });
        expect(samples[i]!.text).toBe(
          await greedyByHand(model, prompt === '' && !begins ? '\n' : prompt, length),
        );
      }
      expect(new Set(texts(samples)).size).toBeGreaterThan(2);
    },
  );

  it('gives sequence i the same text whatever the batch, and alone', async () => {
    const model = decidedModel();
    const options = { prompt: '(a', count: 7, length: 40, seed: 11 };
    const together = texts(await sample(model, options));
    expect(texts(await sample(model, { ...options, batchSize: 1 }))).toEqual(together);
    expect(texts(await sample(model, { ...options, batchSize: 3 }))).toEqual(together);
    expect(texts(await sample(model, { ...options, count: 1, firstIndex: 5 }))).toEqual([together[5]]);
    expect(new Set(together).size).toBe(7);
    expect(texts(await sample(model, { ...options, seed: 12 }))).not.toEqual(together);
  });

  it('gives a prompt the same text beside prompts that it begins or that begin it, and alone', async () => {
    const model = decidedModel();
    const longest = 'ab(a)b(b\na)'.repeat(25);
    const prompts = [
      longest,
      longest.slice(0, 130),
      'b',
      longest.slice(0, 131),
      `${longest.slice(0, 9)}b`,
      longest,
    ];
    const options = { length: 40, temperature: 0.8, seed: 4 };
    const together = texts(await sample(model, { ...options, prompts }));
    for (const [firstIndex, prompt] of prompts.entries()) {
      expect(texts(await sample(model, { ...options, prompt, firstIndex }))).toEqual([together[firstIndex]]);
    }
  });

  it('ends a sequence that is said to be done, and lets the others go on', async () => {
    const model = decidedModel();
    const options = { prompt: '(a', count: 5, length: 200, seed: 11 };
    const whole = texts(await sample(model, options));
    const some = await sample(model, { ...options, isDone: (index) => index === 3 });
    expect(some.map(({ end }) => end.kind)).toEqual(['length', 'length', 'length', 'done', 'length']);
    for (const [i, { text }] of some.entries()) expect(whole[i]!.startsWith(text)).toBe(true);
    expect(some[3]!.text.length).toBeLessThan(200);
  });

  it('draws from the distribution that the model gives', async () => {
    const model = tinyModel();
    const count = 4000;
    const progress: number[][] = [];
    const samples = await sample(model, {
      prompt: 'ab',
      count,
      length: 1,
      batchSize: 1000,
      seed: 3,
      onProgress: (done) => progress.push([done.characters, done.total, done.finished, done.count]),
    });
    expect([progress[0], progress.at(-1)]).toEqual([
      [0, count, 0, count],
      [count, count, count, count],
    ]);
    const { logits } = model.forward(tensor2d([5, 1, 2], [3, 1], 'int32'), model.zeroState(1));
    const row = [...(await logits.data())].slice(-5).map(Math.exp);
    const total = row.reduce((sum, weight) => sum + weight, 0);
    const chiSquare = model.config.vocabulary.reduce((sum, character, id) => {
      const expected = (count * row[id]!) / total;
      const got = samples.filter(({ text }) => text === character).length;
      return sum + (got - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(18.47); // 4 degrees of freedom, p = 0.001; the seed is fixed
  });

  it('stops at a stop text, and lets the others go on', async () => {
    const model = tinyModel();
    const options = { prompt: 'a', count: 20, length: 60, seed: 2 };
    const whole = await sample(model, options);
    const stopped = await sample(model, { ...options, stop: ['(a', ')b'] });
    const kinds = new Set<string>();
    stopped.forEach(({ text, end }, i) => {
      const cuts = ['(a', ')b'].map((stop) => whole[i]!.text.indexOf(stop)).filter((at) => at >= 0);
      kinds.add(end.kind);
      expect(text).toBe(whole[i]!.text.slice(0, Math.min(60, ...cuts)));
      if (end.kind === 'stop') expect(whole[i]!.text.startsWith(text + end.stop)).toBe(true);
    });
    expect(kinds.has('stop')).toBe(true);
  });

  it('returns what it has when told to stop', async () => {
    const model = tinyModel();
    const controller = new AbortController();
    const samples = await sample(model, {
      prompt: 'a',
      count: 3,
      batchSize: 2,
      length: 500,
      signal: controller.signal,
      onProgress: ({ characters }) => characters >= 20 && controller.abort(),
    });
    expect(samples.map(({ end }) => end.kind)).toEqual(['aborted', 'aborted', 'aborted']);
    // An engine that writes many characters at once stops after them.
    const [first, second, third] = samples.map(({ text }) => text.length);
    expect(first).toBeGreaterThanOrEqual(10);
    expect(first).toBeLessThan(500);
    expect([second, third]).toEqual([first, 0]);
  });

  it('streams the text that sample gives', async () => {
    const model = decidedModel();
    const options = { prompt: '(', length: 50, seed: 4, temperature: 1.5 };
    const pieces = await collect(sampleStream(model, options));
    expect(pieces).toHaveLength(50);
    expect([pieces.join('')]).toEqual(texts(await sample(model, options)));
    const stop = [pieces.slice(20, 23).join('')];
    const stopped = await collect(sampleStream(model, { ...options, stop }));
    expect([stopped.join('')]).toEqual(texts(await sample(model, { ...options, stop })));
    expect(stopped.join('').length).toBeLessThanOrEqual(20);
  });

  it('refuses bad options and prompts before it writes', async () => {
    const model = tinyModel();
    expect(() => sampleStream(model, { prompt: 'aé' })).toThrow(/got "é"/);
    expect(() => sampleStream(model, { count: 2 } as object)).toThrow(/Expected a known key, got `count`/);
    await expect(sample(model, { prompts: ['a'], count: 2 })).rejects.toThrow(
      /`prompts` to be given without/,
    );
    const refused = { code: 'SAMPLE_PROMPT', exitCode: 2 };
    await expect(sample(model, { prompts: ['a', '$'] })).rejects.toMatchObject(refused);
  });

  it('keeps no tensors, also when the reader leaves early', async () => {
    const model = tinyModel();
    const before = memory().numTensors;
    await sample(model, { prompts: ['a', 'ab(', 'a', ''], length: 9, stop: ['a'] });
    expect(memory().numTensors).toBe(before);
    for await (const piece of sampleStream(model, { length: 9 })) {
      if (piece !== '') break;
    }
    expect(memory().numTensors).toBe(before);
  });
});
