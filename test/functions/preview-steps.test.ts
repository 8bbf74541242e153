import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../functions/domain/json.ts';
import { resource, stateOf } from '../support/domain.ts';
import { keyOf } from './support/consumer.ts';
import { definition } from './support/definitions.ts';
import { createIntake, storeWithSchema } from './support/processes.ts';
import { jsonRequest } from './support/requests.ts';

/** Twice the work with each level: both alternatives look at what is below before they look at `kind`. */
const alternative = (kind: string): JsonObject => ({
  properties: { next: { $ref: '#/definitions/node' }, kind: { const: kind } },
});
const COSTLY = definition({
  schema: {
    type: 'object',
    required: ['customerId'],
    properties: { customerId: { type: 'string' }, tree: { $ref: '#/definitions/node' }, note: {} },
    definitions: { node: { anyOf: [alternative('a'), alternative('b')] } },
  },
});

/** Each check of it takes all the steps that one value may take. */
const tree = Array.from({ length: 25 }).reduce<JsonObject>((next) => ({ next, kind: 'b' }), { kind: 'c' });

function previewOf(count: number) {
  const store = storeWithSchema(COSTLY);
  const ids = Array.from({ length: count }, (_, at) => `c-${at}`);
  for (const customerId of ids)
    store.states.set(keyOf(customerId), stateOf(resource({ data: { customerId, tree } })));
  const resources = ids.map((customerId) => ({ customerId, note: 'new' }));
  const request = { method: 'PATCH', path: { schema: 'customer' }, query: { validateOnly: 'true' } };
  return createIntake(store).submit(jsonRequest({ resources }, request));
}

describe('a preview of what takes long to check', () => {
  it('tells of a few records what the consumer would come to', async () => {
    expect(await previewOf(2)).toMatchObject({
      statusCode: 200,
      body: {
        data: {
          results: [
            { code: 'validation_failed', errors: [expect.stringContaining('is too complex for its schema')] },
            { code: 'validation_failed' },
          ],
        },
      },
    });
  });

  it('is refused when there are so many that telling would take longer than a call may', async () => {
    expect(await previewOf(40)).toEqual(
      expect.objectContaining({
        statusCode: 400,
        body: {
          success: false,
          message: 'The batch cannot be previewed as a whole.',
          errors: [
            'resources: checking what becomes of all of them takes too many steps for one call; preview fewer at once',
          ],
        },
      }),
    );
  });
});
