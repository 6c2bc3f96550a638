import { fileURLToPath } from 'node:url';
import { presetNames, settingPaths } from '@longrange/trainer/internal';
import { expect, it } from 'vitest';
import { packageManager } from '../../../../package.json';
import { commands } from '../commands/commands.ts';
import { trainOptionsSchema } from '../options/train-options.ts';
import { renderCommandsDoc, renderSettings } from './commands-doc.ts';

const path = fileURLToPath(new URL('../../../../docs/commands.md', import.meta.url));

it('docs/commands.md is current (else: pnpm --filter longrange run docs)', async () => {
  await expect(renderCommandsDoc(commands, renderSettings(), `npx ${packageManager}`)).toMatchFileSnapshot(
    path,
  );
});

it('says of every setting what it does', () => {
  const rows = renderSettings()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | '));
  expect(rows.map(([path]) => path!.slice('| `'.length, -1))).toEqual(settingPaths());
  for (const [path, meaning, values] of rows) {
    expect(meaning, path).not.toBe('');
    expect(values, path).not.toBe('');
  }
});

it('offers the presets that there are', () => {
  expect(trainOptionsSchema.shape.preset.unwrap().options).toEqual(presetNames);
});
