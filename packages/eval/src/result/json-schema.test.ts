import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { loadFixture } from '../page/testing/load-fixture.ts';
import { resultFormat } from './result.ts';
import { exampleResult } from './testing.ts';
import { jsonSchemaOf } from './versioned-json.ts';

describe('the published schema of result.json', () => {
  const schema = jsonSchemaOf(resultFormat);
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true, validateFormats: false }).compile(
    schema,
  );

  it('accepts a result just measured, with fields of the future, and the report’s examples', async () => {
    const result = await exampleResult();
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...result, future: 1 })).toBe(true);
    for (const name of ['complete', 'text-only', 'edge'] as const)
      expect(validate(loadFixture(name)), JSON.stringify(validate.errors)).toBe(true);
  });
});
