import type { AnyCommand } from './command.ts';
import { type Flag, flagsOf } from './flags.ts';
import { markdownTable } from './markdown-table.ts';

const COMMON = 3;
const HEADS = ['option', 'meaning', 'values', 'default'];

/** Renders `docs/commands.md`: the options of every command, from the schemas that check them. */
export function renderCommandsDoc(commands: readonly AnyCommand[], settings: string): string {
  const rows = commands.flatMap(({ schema }) => flagsOf(schema).map(rowOf));
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.join(), (counts.get(row.join()) ?? 0) + 1);
  /** Options that several commands have in the same words. */
  const common = new Map(
    rows.filter((row) => counts.get(row.join())! >= COMMON).map((row) => [row.join(), row]),
  );
  const parts = [
    '# Commands',
    'Generated from the schemas by `pnpm --filter longrange run docs`; a test checks that it is current.',
    'In the repository each command is also a script: `pnpm train …` runs `longrange train …`, and `pnpm native:tensorflow` runs `longrange native`.',
    'Exit codes: 0 for success, 1 for a failure, 2 for wrong usage, 130 after Ctrl-C, 143 after SIGTERM, 129 after the terminal was closed (SIGHUP). ' +
      'On each of these signals training saves before it ends; a second signal ends it at once. ' +
      'Under `nohup` (recognized by its name, or by output that goes to files while no stream is a terminal) SIGHUP is ignored.',
    'If their output is closed (`longrange train | head -1`, a closed terminal), `train`, `quickstart`, `eval` and `compare` say so once ' +
      'on standard error and continue, because their results are on disk. `sample` and `report` end quietly with exit code 0.',
    ...commands.flatMap((command) => renderCommand(command, (row) => common.has(row.join()))),
    '## Common options',
    'Options that mean the same in several commands, each of which names its own.',
    markdownTable(HEADS, [...common.values()]),
    settings,
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderCommand(
  { name, summary, details, schema, examples }: AnyCommand,
  isCommon: (row: string[]) => boolean,
): string[] {
  const rows = flagsOf(schema).map(rowOf);
  const others = rows.filter(isCommon).map(([flag]) => flag);
  return [
    `## longrange ${name}`,
    details === undefined ? `${summary}.` : `${summary}. ${details}`,
    markdownTable(
      HEADS,
      rows.filter((row) => !isCommon(row)),
    ),
    `[Common options](#common-options): ${others.join(', ')}`,
    `\`\`\`sh\n${examples.map((line) => `longrange ${line}`).join('\n')}\n\`\`\``,
  ];
}

function rowOf(flag: Flag): string[] {
  return [flagCell(flag), flag.description, rangeCell(flag), defaultCell(flag)];
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
