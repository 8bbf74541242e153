import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../../functions/adapters/ajv-schema.ts';
import type { JsonObject } from '../../../functions/domain/json.ts';
import { linkSchema } from '../../../functions/domain/schema-links.ts';
import { AT_MOST, SILENTLY, toReportingSchemas } from '../../../functions/domain/schema-report.ts';

const TEXT = { type: 'string' };
const BOUNDED_TEXT = { type: 'string', [AT_MOST]: 7 };

describe('toReportingSchemas', () => {
  const reportingOf = (schema: JsonObject) => toReportingSchemas(linkSchema(schema), 7).reporting.root;

  it('bounds the errors wherever a value may have any number of parts', () => {
    expect(
      reportingOf({
        items: TEXT,
        additionalItems: TEXT,
        patternProperties: { a: TEXT },
        additionalProperties: TEXT,
        properties: { a: TEXT },
        allOf: [TEXT],
      }),
    ).toEqual({
      items: BOUNDED_TEXT,
      additionalItems: BOUNDED_TEXT,
      patternProperties: { a: BOUNDED_TEXT },
      additionalProperties: BOUNDED_TEXT,
      properties: { a: TEXT },
      allOf: [TEXT],
    });
  });

  it('leaves alone what accepts everything', () => {
    const open = { items: true, additionalProperties: true, properties: { a: true } };
    expect(reportingOf(open)).toEqual(open);
  });

  it('asks the deciding schema about what is only tried', () => {
    const { deciding, reporting } = toReportingSchemas(
      linkSchema({ if: TEXT, else: { not: { const: 1 } } }),
      7,
    );
    expect(deciding.definitions).toEqual(
      new Map<string, JsonObject>([
        ['#/definitions/s0', TEXT],
        ['#/definitions/s1', { not: { const: 1 } }],
      ]),
    );
    expect(reporting.root).toEqual({
      if: { [SILENTLY]: [{ ref: '#/definitions/s0', message: '' }] },
      else: {
        [SILENTLY]: [{ ref: '#/definitions/s1', message: 'must not match the schema of "not"' }],
      },
    });
  });
});

describe('a condition that fails a thousand times', () => {
  it('is no problem by itself', () => {
    const { checkDocument } = compileSchema({
      type: 'object',
      properties: { f: { if: { $ref: '#/definitions/texts' }, else: { maxItems: 5 } } },
      definitions: { texts: { items: TEXT } },
    });
    expect(checkDocument({ f: Array.from({ length: 1000 }, () => 1) })).toEqual([
      { pointer: '/f', message: 'must have at most 5 items' },
    ]);
  });
});
