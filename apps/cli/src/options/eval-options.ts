import { z } from 'zod';
import {
  checkpointOption,
  debugOption,
  engineOptions,
  parserOption,
  runsOption,
  seedOption,
  suiteOptions,
} from './shared-options.ts';

export const evalOptionsSchema = z
  .strictObject({
    checkpoint: checkpointOption
      .optional()
      .meta({ value: 'latest|best|PATH', automatic: 'latest; none where --text is given alone' }),
    ...runsOption,
    text: z
      .array(z.string().min(1))
      .default([])
      .describe('Python files, or folders of them, to measure as they are; alone: without a model')
      .meta({ value: 'PATH' }),
    cut: z
      .boolean()
      .default(false)
      .describe(
        'the files of --text end where they were cut, as samples do: what is open there is not counted as broken',
      ),
    ...suiteOptions,
    skipControls: z
      .boolean()
      .default(false)
      .describe(
        'do not train the small networks of the controls (metric 17), which do not depend on the model',
      ),
    ...seedOption,
    output: z
      .string()
      .min(1)
      .optional()
      .describe('folder for the results')
      .meta({ value: 'DIR', automatic: 'in the folder of the run' }),
    ...parserOption,
    oracle: z
      .enum(['cpython'])
      .optional()
      .describe('ask another parser, too, what parses: CPython itself, through the npm package pyodide')
      .meta({ automatic: 'none' }),
    ...engineOptions,
    ...debugOption,
  })
  .check((context) => {
    const { cut, text } = context.value;
    if (!cut || text.length > 0) return;
    const message =
      'Expected --cut beside `--text`, whose files it is about; samples of a model are taken as cut anyway.';
    context.issues.push({ code: 'custom', message, input: context.value });
  });

export type EvalOptions = z.output<typeof evalOptionsSchema>;
