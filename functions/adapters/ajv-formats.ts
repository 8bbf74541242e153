import type { Format } from 'ajv';
import { type FormatName, fullFormats } from 'ajv-formats/dist/formats.js';
import type { Spend } from '../domain/check-limits.ts';
import { MAX_FORMATTED_LENGTH } from '../domain/check-limits.ts';
import { FORMATTED_PER_STEP } from './ajv-steps.ts';

/**
 * Text formats, as ajv-formats checks them in full. Left out are `url`, whose expression takes quadratic time on hostile
 * text where `uri` does not, and draft-07's international formats, which ajv-formats does not have.
 */
const TEXT_FORMATS: readonly FormatName[] = [
  'date',
  'time',
  'date-time',
  'iso-time',
  'iso-date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uri-template',
  'uuid',
  'regex',
  'json-pointer',
  'json-pointer-uri-fragment',
  'relative-json-pointer',
];

/** OpenAPI's formats, which say how a value is meant more than what it may be. */
const OPENAPI_FORMATS: readonly FormatName[] = ['int32', 'int64', 'float', 'double', 'password', 'binary'];

/** What Ajv checks formats with, by the name a schema gives. */
export function meteredFormats(spend: Spend): Readonly<Record<string, Format>> {
  return {
    ...Object.fromEntries(TEXT_FORMATS.map((name) => [name, bounded(fullFormats[name], spend)])),
    ...Object.fromEntries(OPENAPI_FORMATS.map((name) => [name, fullFormats[name]])),
  };
}

export const formatNames: readonly string[] = [...TEXT_FORMATS, ...OPENAPI_FORMATS];

function bounded(format: Format, spend: Spend): (text: string) => boolean {
  const test = testOf(format);
  return (text) => {
    if (text.length > MAX_FORMATTED_LENGTH) return false;
    spend(1 + text.length / FORMATTED_PER_STEP);
    return test(text);
  };
}

function testOf(format: Format): (text: string) => boolean {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'object') {
    // Only text formats come here, and none of theirs is asynchronous.
    return testOf(format.validate as Format);
  }
  if (typeof format === 'function') return (text) => format(text) === true;
  throw new TypeError('ajv-formats gave a format that checks nothing');
}
