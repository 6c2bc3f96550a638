import { type ZodType, z } from 'zod';
import type { VersionedFormat } from './versioned-json.ts';

/**
 * Returns the JSON Schema (2020-12) of a file that longrange writes, for readers in any language. Unknown fields are allowed: a reader should not
 * mind what a later version adds.
 */
export function jsonSchemaOf({
  format,
  formatVersion,
  fileName,
  schema,
}: VersionedFormat<ZodType>): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return {
    $schema,
    $id: `urn:longrange:schema:${format}:${formatVersion}`,
    title: fileName,
    description: `Format ${format}, version ${formatVersion}. docs/metrics.md says what the figures mean.`,
    ...rest,
  };
}
