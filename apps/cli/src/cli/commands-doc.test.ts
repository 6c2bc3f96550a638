import { fileURLToPath } from 'node:url';
import { presetNames, presets, resolveConfig, settingPaths } from '@longrange/trainer';
import { expect, it } from 'vitest';
import { commands } from '../commands/commands.ts';
import { trainOptionsSchema } from '../options/train-options.ts';
import { markdownTable, renderCommandsDoc } from './commands-doc.ts';

const path = fileURLToPath(new URL('../../../../docs/commands.md', import.meta.url));

/** What `--set` takes, with each preset's value. */
function renderSettings(): string {
  const configs = presetNames.map((preset) => resolveConfig({ preset }));
  const rows = settingPaths().map((setting) => [
    `\`${setting}\``,
    ...configs.map((config) => `\`${JSON.stringify(valueAt(config, setting))}\``),
  ]);
  return [
    '## Settings',
    'What `--set` and a `--config` file may say, and what the presets say. The end of a key will do where only one setting ends so (`units=128`).',
    markdownTable(['setting', ...presetNames], rows),
    presetNames.map((name) => `- **${name}**: ${presets[name].description}.`).join('\n'),
  ].join('\n\n');
}

function valueAt(config: object, setting: string): unknown {
  return setting.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config);
}

it('docs/commands.md is current (else: pnpm --filter longrange run docs)', async () => {
  await expect(renderCommandsDoc(commands, renderSettings())).toMatchFileSnapshot(path);
});

it('offers the presets that there are', () => {
  expect(trainOptionsSchema.shape.preset.unwrap().options).toEqual(presetNames);
});
