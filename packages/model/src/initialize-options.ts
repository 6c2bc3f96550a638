import { parseOptions } from '@longrange/errors';
import { z } from 'zod';

const schema = z.strictObject({ seed: z.int() });
const context = { code: 'MODEL_OPTIONS', subject: 'options of CharacterModel.initialize' };

/** @throws LongrangeError MODEL_OPTIONS */
export function parseInitializeOptions(options: unknown): z.output<typeof schema> {
  return parseOptions(schema, options, context);
}
