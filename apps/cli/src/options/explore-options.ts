import { z } from 'zod';
import { common, fileOptions, flag, list, optionalText, rules } from './shared-options.ts';

export const exploreOptionsSchema = z
  .strictObject({
    checkpoint: list(
      'networks to put into the page: latest, best, runs, checkpoints, model files (.keras, .h5, .safetensors), or pretrained:NAME',
      {
        value: 'latest|best|PATH',
        automatic: 'latest (if anything is trained), pretrained:mingru and pretrained:lstm',
      },
    ),
    model: list('networks that come with longrange, beside or instead of those of --checkpoint', {
      value: 'pretrained:NAME',
      automatic: 'none',
    }),
    runs: common.runs,
    ...fileOptions,
    text: optionalText('file that the page begins with', {
      value: 'FILE',
      automatic:
        'an example in which pretrained:mingru and pretrained:lstm differ, if both are in the page; else a held-out document of the first network',
    }),
    output: optionalText('page to write, replaced if it exists', {
      value: 'FILE',
      automatic: 'explorer.html',
    }),
    serve: flag('serve the page on 127.0.0.1, where it computes with threads, until Ctrl-C'),
    open: common.open,
    debug: common.debug,
  })
  .check(
    rules(({ serve, output, model }, refuse) => {
      if (serve && output !== undefined)
        refuse('Expected --serve without `--output`: a served page is not written.');
      const other = model.find((name) => !/^pretrained:./s.test(name));
      if (other !== undefined)
        refuse(
          `Expected \`--model\` to be pretrained:NAME, got ${other}. Only networks of longrange run in a page: name a run or a file with --checkpoint, and measure other models with eval --model.`,
        );
    }),
  );

export type ExploreOptions = z.output<typeof exploreOptionsSchema>;
