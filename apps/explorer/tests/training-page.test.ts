import { python, typescript } from '@longrange/code';
import { pairCurves, planPairs, scoreHeldOut, scorePairs, summarizeScores } from '@longrange/eval/internal';
import { readSafetensors } from '@longrange/formats/safetensors';
import { CharacterModel } from '@longrange/model';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Explorer } from '../src/state/explorer.ts';
import * as page from '../src/state/state.ts';
import * as training from '../src/state/training.ts';
import { isRead, openPage } from './testing/page.ts';
import { code, fileOf, startEngine, toyNetwork, typescriptCode } from './testing/toy-network.ts';

const text = code.repeat(12);
let explorer: Explorer;
beforeAll(startEngine);
beforeEach(async () => {
  explorer = await openPage(text);
  training.origin.value = 'editor';
  training.pasted.value = '';
  [training.settings.family.value, training.settings.units.value] = ['lstm', 32];
  [training.settings.characters.value, training.settings.seed.value] = [20_000, 1];
});

const settled = (what: () => void) => vi.waitFor(what, { timeout: 30_000 });
const isOver = () => settled(() => expect(training.state.value).toBe('over'));
const begin = () => training.run(() => training.begin(explorer));

it('learns the text of the editor, shows both losses and all curves, and lets the network read', async () => {
  const other = await toyNetwork();
  await explorer.open('lstm', [{ name: 'toy.safetensors', bytes: await fileOf(other) }]);
  await begin();
  expect(training.begun.value).toMatchObject({ family: 'lstm', units: 32 });
  await isOver();
  const { learned, heldOut } = training.losses.value;
  expect(learned).toHaveLength(training.progress.value!.totalSteps);
  expect(learned.at(-1)!.y).toBeLessThan(learned[0]!.y);
  expect(learned.map(({ x }) => x)).toEqual(learned.map(({ x }) => x).toSorted((a, b) => a - b));
  const model = CharacterModel.fromValues(...(await kept()));
  const cut = text.lastIndexOf('\n', Math.floor(0.9 * text.length)) + 1;
  const documents = [{ path: 'text', text: text.slice(cut) }];
  const scores = summarizeScores(model, await scoreHeldOut(model, documents), { split: 'validation' });
  expect(heldOut.at(-1)!.y).toBeCloseTo(scores.carried!.bits, 4);
  const plan = { language: python, seed: 1, perBucket: 12, alphabet: model.alphabet };
  const pairs = planPairs(documents, plan);
  expect(training.curves.value).toEqual(pairCurves(await scorePairs(model, pairs)));
  expect(training.others.value).toEqual([
    { title: 'LSTM', curves: pairCurves(await scorePairs(other, pairs)) },
  ]);
  await training.use(explorer);
  await isRead();
  expect(page.model.value?.name).toMatch(/^lstm-32, 2\d,\d{3} characters$/);
  const { carried } = await scoreHeldOut(model, [{ path: 'text', text }]);
  expect(page.readouts.value[0]!.bits[500]).toBeCloseTo(-carried[0]!.logProbabilities[500]! / Math.LN2, 4);
});

/** Settings and weights of the network that learns, as a file of it holds them. */
async function kept(): Promise<Parameters<typeof CharacterModel.fromValues>> {
  const { config, values } = readSafetensors(await explorer.client.ask('keep'), 'kept');
  return [config, values];
}

it('stands still while it is paused, and goes on to the same weights', async () => {
  await begin();
  await isOver();
  const whole = await kept();
  await begin();
  await settled(() => expect(training.progress.value?.step).toBeGreaterThan(2));
  await training.end('paused');
  const { value: progress } = training.progress;
  const weights = await kept();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([training.state.value, training.progress.value]).toEqual(['paused', progress]);
  expect(await kept()).toEqual(weights);
  expect(weights).not.toEqual(whole);
  training.goOn(explorer);
  await isOver();
  expect(await kept()).toEqual(whole);
  training.settings.seed.value = 2;
  await begin();
  await isOver();
  expect(await kept()).not.toEqual(whole);
});

it('is over when it is stopped, and another begins from the start', async () => {
  training.settings.characters.value = 16_000_000;
  await begin();
  await settled(() => expect(training.progress.value?.step).toBeGreaterThan(2));
  await training.end('over');
  expect(training.state.value).toBe('over');
  training.settings.family.value = 'gru';
  await begin();
  expect(training.begun.value?.family).toBe('gru');
  expect(training.progress.value?.step ?? 0).toBeLessThan(3);
  await training.end('over');
});

it('says what is wrong with a text, and begins nothing', async () => {
  const before = training.state.value;
  training.origin.value = 'pasted';
  training.pasted.value = 'too short';
  await begin();
  expect(page.problem.value?.message).toBe('Expected at least 2000 characters to learn from, got 9.');
  expect([training.state.value, training.isWaiting.value]).toEqual([before, false]);
});

it('learns from files that are dropped on the view, and leaves those of networks to others', async () => {
  page.view.value = 'train';
  const file = (name: string, content: string) => new File([content], name);
  const drop = (...files: File[]) => training.takeText({ files } as unknown as DataTransfer, explorer);
  for (const name of ['a.zip', 'a.safetensors', 'model.json', 'weights.bin', 'a.keras', 'a.H5', 'folder'])
    expect(drop(file('a.py', 'x'), file(name, ''))).toBe(false);
  expect(drop(file('a.py', text), file('b.txt', `${text}# b\n`))).toBe(true);
  await settled(() => expect(training.origin.value).toBe('files'));
  expect(training.files.value.map(({ path }) => path)).toEqual(['a.py', 'b.txt']);
  await begin();
  const { learned, heldOut } = training.begun.value!;
  expect(learned + heldOut).toBe(2 * text.length + 4);
  await training.end('over');
  page.view.value = 'memory';
  expect(drop(file('a.txt', text))).toBe(false);
});

it('reads a file that is dropped elsewhere, in the language of its name', async () => {
  const content = 'f(`a(`, /[(]/);\n';
  const files = [new File([content], 'src.MTS')];
  expect(training.takeText({ files } as unknown as DataTransfer, explorer)).toBe(true);
  await settled(() => expect(page.text.value).toBe(content));
  expect(page.language.value?.id).toBe('typescript');
  await explorer.choose(1);
  expect(page.dependency.value).toMatchObject({ opener: 1, end: content.length - 3 });
});

it('trains in the language of the files, or of the page, which the file that is kept names', async () => {
  [training.settings.characters.value, training.origin.value] = [2000, 'files'];
  const learn = async () => {
    await begin();
    await isOver();
    return readSafetensors(await explorer.client.ask('keep'), 'kept');
  };
  training.files.value = [{ path: 'area.ts', text: typescriptCode.repeat(20) }];
  const { language, config, values } = await learn();
  expect(language).toBe('typescript');
  const model = CharacterModel.fromValues(config, values);
  const { text: whole } = training.files.value[0]!;
  const heldOut = [{ path: '', text: whole.slice(whole.lastIndexOf('\n', 0.9 * whole.length) + 1) }];
  const plan = { language: typescript, seed: 1, perBucket: 12, alphabet: model.alphabet };
  expect(training.curves.value).toEqual(pairCurves(await scorePairs(model, planPairs(heldOut, plan))));
  await training.use(explorer);
  expect([page.language.value?.id, page.readers.value[0]!.reader.language]).toEqual(
    Array(2).fill('typescript'),
  );
  training.files.value = [{ path: 'code', text }];
  expect((await learn()).language).toBe('typescript');
});
