import type { AnyCommand } from './command.ts';
import { type Flag, flagsOf } from './flags.ts';
import { markdownTable } from './markdown-table.ts';

/** `docs/commands.md`: the options of every command, from the schemas that check them. */
export function renderCommandsDoc(commands: readonly AnyCommand[], settings: string): string {
  const parts = [
    '# Commands',
    'Generated from the schemas by `pnpm --filter longrange run docs`; a test checks that it is current.',
    'In the repository each command is also a script: `pnpm train …` runs `longrange train …`, and `pnpm native:tensorflow` runs `longrange native`.',
    'Exit codes: 0 for success, 1 for a failure, 2 for wrong usage, 130 after Ctrl-C, 143 after SIGTERM, 129 after the terminal was closed (SIGHUP). ' +
      'On each of these signals training saves before it ends; a second signal ends it at once. ' +
      'Under `nohup` (recognised by its name, or by output that goes to files while no stream is a terminal) SIGHUP is ignored.',
    'If their output is closed (`longrange train | head -1`, a closed terminal), `train`, `quickstart`, `eval` and `compare` say so once ' +
      'on standard error and continue, because their results are on disk. `sample` and `report` end quietly with exit code 0.',
    ...commands.flatMap(renderCommand),
    settings,
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderCommand({ name, summary, details, schema, examples }: AnyCommand): string[] {
  const rows = flagsOf(schema).map((flag) => [
    flagCell(flag),
    flag.description,
    rangeCell(flag),
    defaultCell(flag),
  ]);
  return [
    `## longrange ${name}`,
    details === undefined ? `${summary}.` : `${summary}. ${details}`,
    markdownTable(['option', 'meaning', 'values', 'default'], rows),
    `\`\`\`sh\n${examples.map((line) => `longrange ${line}`).join('\n')}\n\`\`\``,
  ];
}

function flagCell({ name, value, many, positional }: Flag): string {
  if (positional) return `\`${value}${many ? '…' : ''}\``;
  return `\`${[name, ...(value === '' ? [] : [`${value}${many ? '…' : ''}`])].join(' ')}\``;
}

function rangeCell({ range, type }: Flag): string {
  if (range !== '') return range;
  return { number: 'any number', text: '', switch: '' }[type];
}

function defaultCell({ defaultText, type }: Flag): string {
  return defaultText ?? (type === 'switch' ? 'off' : '');
}
