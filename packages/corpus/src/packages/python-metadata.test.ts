import { describe, expect, it } from 'vitest';
import { licenseOf } from './pypi.ts';

describe('licenseOf', () => {
  it.each([
    ['License-Expression: MIT AND Apache-2.0\nLicense: MIT', 'MIT AND Apache-2.0'],
    ['License: BSD-3-Clause\nClassifier: License :: OSI Approved :: BSD License', 'BSD-3-Clause'],
    ['Classifier: License :: OSI Approved :: MIT License\nClassifier: Topic :: Text', 'MIT'],
    [
      'License: Copyright 2026\n        Permission is granted\nClassifier: License :: OSI Approved :: BSD License',
      'BSD License',
    ],
    ['License: UNKNOWN', null],
    ['Name: x\n\nLicense: MIT', null],
  ])('of %j is %j', (metadata, license) => {
    expect(licenseOf(metadata)).toBe(license);
  });
});
