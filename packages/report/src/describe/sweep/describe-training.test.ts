import { expect, it } from 'vitest';
import { renderHtml } from '../../page/html/render-html.ts';
import { describeTraining, type Training } from './describe-training.ts';

const training: Training = {
  name: 'mine <b>',
  network: 'LSTM 2 × 256',
  status: 'running: step 200 of 400',
  test: null,
  curve: [
    { step: 50, characters: 500, trainBits: 3, validationBits: null },
    { step: 100, characters: 1000, trainBits: null, validationBits: 2.25 },
    { step: 200, characters: 2000, trainBits: null, validationBits: 2.5 },
  ],
};

it('shows the lowest validation and both curves, and the test split once it is scored', async () => {
  const page = await renderHtml(describeTraining(training));
  expect(page).toContain('longrange train, mine &lt;b&gt;</title>');
  expect(page).toContain('LSTM 2 × 256; running: step 200 of 400.');
  expect(page).toContain('<b>2.250</b> <span>bits</span></p><p class="numeral-note">at step 100</p>');
  expect(page).toContain('it was lowest, 2.250, after 1,000.<');
  expect(page.match(/<svg class="chart/g)).toHaveLength(2);
  expect(page).not.toContain('test split');
  const scored = await renderHtml(
    describeTraining({ ...training, test: { bits: 2.5, low: 2.25, high: 2.75 } }),
  );
  expect(scored).toContain('test split</dt><dd>2.500 (<span class="kept">2.250–2.750</span>)</dd>');
});

it('says that nothing has been validated yet', async () => {
  const page = await renderHtml(describeTraining({ ...training, curve: [] }));
  expect(page).toContain('<h1>Nothing has been validated yet</h1>');
  expect(page).not.toContain('<svg class="chart');
});
