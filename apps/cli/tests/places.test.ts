import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { callIn } from './testing/call-cli.ts';
import { temporaryFolder } from './testing/tiny.ts';

/** The parts of SARIF 2.1.0 that are written, as its schema requires them. */
const sarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          version: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: z.strictObject({ text: z.string() }),
              fullDescription: z.strictObject({ text: z.string() }),
            }),
          ),
        }),
      }),
      columnKind: z.literal('utf16CodeUnits'),
      originalUriBaseIds: z.strictObject({ '%SRCROOT%': z.strictObject({ uri: z.url().endsWith('/') }) }),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level: z.literal('warning'),
          message: z.strictObject({ text: z.string() }),
          locations: z.tuple([
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.string(), uriBaseId: z.string().optional() }),
                region: z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1) }),
              }),
            }),
          ]),
        }),
      ),
    }),
  ]),
});

async function project() {
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, 'mine'));
  await writeFile(join(cwd, 'mine', 'pyproject.toml'), '[project]\nversion = "1"\nname = "my-lib"\n');
  await writeFile(join(cwd, 'mine', 'a b.py'), 'import os\nx = (1\ny = z\n');
  return { cwd, call: callIn(cwd) };
}

const place = (metric: string, line: number, column: number, message: string) => ({
  metric,
  path: 'mine/a b.py',
  line,
  column,
  message,
});

it('prints every place as one JSON object and nothing else, also to a file, under the name of the project', async () => {
  const { cwd, call } = await project();
  const { code, stdout } = await call('eval --text mine --format json --json out.json');
  expect(code).toBe(0);
  const { metrics, places, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({
    format: 'longrange-places',
    formatVersion: 1,
    language: 'python',
    project: 'my-lib',
    label: 'mine',
    documents: 1,
    characters: 23,
  });
  expect(metrics).toContainEqual({ metric: 'brackets', share: 0, count: 1 });
  expect(places).toEqual([
    place('brackets', 2, 5, '`(` needs `)` before the statement in line 3'),
    place('names', 3, 5, 'undefined name `z`'),
    expect.objectContaining({ metric: 'parse', line: 2 }),
    place('imports', 1, 8, 'unused import `os`'),
  ]);
  expect(await readFile(join(cwd, 'out.json'), 'utf8')).toBe(stdout);
});

it('shows the places in the terminal, the report and SARIF, whose paths are relative unless they are outside', async () => {
  const { cwd, call } = await project();
  const shown = await call('eval --text mine');
  expect(shown.stdout).toContain('my-lib has too few brackets to say how many it closes.');
  expect(shown.stdout).toContain('imports: 1 place\nmine/a b.py:1:8  unused import `os`\n');
  const [, url] = /^report +(file:.+)$/m.exec(shown.stdout)!;
  expect(await readFile(new URL(url!), 'utf8')).toContain('<code>mine/a b.py:1:8</code>');
  const { stdout, stderr } = await call('eval --text mine --format sarif');
  const [run] = sarifSchema.parse(JSON.parse(stdout)).runs;
  expect(run.results).toHaveLength(4);
  expect(run.results[0]!.locations[0].physicalLocation.artifactLocation).toEqual({
    uri: 'mine/a%20b.py',
    uriBaseId: '%SRCROOT%',
  });
  expect(run.tool.driver.rules[run.results[1]!.ruleIndex]!.id).toBe('names');
  expect(stderr).not.toContain('outside');
  const outside = await callIn(join(cwd, 'mine'))(`eval --text ${cwd}/mine --format json`);
  expect(outside.code).toBe(0);
  const elsewhere = await callIn(await temporaryFolder())(`eval --text ${cwd}/mine --format sarif`);
  expect(elsewhere.stdout).toContain(pathToFileURL(join(cwd, 'mine', 'a b.py')).href);
  expect(elsewhere.stderr).toContain('outside     4 places in files outside this folder');
});

it.each([
  ['brackets=0.5,parse=0', 1, 'error: Expected brackets of at least 0.5, got 0.\n'],
  ['parse=0', 0, ''],
  [
    'braces=1',
    2,
    'to name brackets, indentation, strings, control-flow, names, parse, imports, got "braces".',
  ],
  ['parse=95', 2, 'to give parse=SHARE with a share from 0 to 1, got "parse=95".'],
])('with --fail-below %s ends with exit code %i', async (limits, code, words) => {
  const { call } = await project();
  const ended = await call(`eval --text mine --fail-below ${limits}`);
  expect(ended.code).toBe(code);
  expect(ended.stderr).toContain(words);
});

it('refuses to list places without a text, and a metric that the language does not have', async () => {
  const { cwd, call } = await project();
  await writeFile(join(cwd, 'a.js'), 'x();\n');
  expect(await call('eval --format json')).toMatchObject({ code: 2 });
  expect(await call('eval --text a.js --fail-below indentation=1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('to name what is measured of JavaScript, got indentation.'),
  });
});
