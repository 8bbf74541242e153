import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../functions/adapters/ajv-schema.ts';
import { checkSchema } from '../../functions/adapters/ajv-schema-check.ts';
import { sqsHandler } from '../../functions/adapters/sqs-event.ts';
import { createTurns } from '../../functions/adapters/turns.ts';
import { createApplyPatches } from '../../functions/apply-patches.ts';
import type { JsonObject } from '../../functions/domain/json.ts';
import { accept, createConsumer, keyOf } from '../functions/support/consumer.ts';
import { definitionOf, usable } from '../functions/support/definitions.ts';
import { resource, stateOf } from '../support/domain.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { COSTLY, DEFINITIONS, fill, schemaWith } from './support/costly-schemas.ts';

// Figures, no assertions on them: how long the costliest that is accepted takes here.
// FIGURES=1 npx vitest run schema-costs

const print = (...parts: readonly (string | number)[]) => process.stdout.write(`${parts.join('\t')}\n`);

async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return Math.round(performance.now() - begun);
}

describe('figures', () => {
  it.each(COSTLY)('of one check: %s', async (what, field, f) => {
    const schema = schemaWith(field, { definitions: DEFINITIONS });
    const document: JsonObject = { id: 'x', f };
    const accepting = await timed(() => checkSchema(schema, 'id'));
    const { checkDocument, checkPatch, splitFields } = compileSchema(schema);
    // Both of its forms, of which the second is made for what is wrong.
    const compiling = await timed(() => checkDocument({ id: 1 }));
    const checking = await timed(() => checkDocument(document));
    checkPatch({ id: 1 });
    const patching = await timed(() => checkPatch(document));
    const knowing = await timed(() => splitFields(document));
    print(
      what.padEnd(45),
      `accept ${accepting}`,
      `compile ${compiling}`,
      `document ${checking}`,
      `patch ${patching}`,
      `fields ${knowing} ms`,
    );
    expect(checkDocument(document)).not.toEqual([]);
  });

  it.each(COSTLY)('of an invocation with nine costly lanes and a plain one: %s', async (what, field, f) => {
    const store = createMemoryStore();
    const written: number[] = [];
    const consumer = createConsumer({
      store,
      before: ({ name, args }) => {
        if (name === 'write' && JSON.stringify(args[0]).includes('plain')) written.push(performance.now());
      },
    });
    const costly = definitionOf({ f: field }, { definitions: DEFINITIONS });
    const plain = definitionOf({ f: {} });
    // Each lane comes from a partner of its own, with its own compiled schema.
    const lanes = fill(9, (at) => ({ id: `costly-${at}`, made: { ...costly, id: `schema-${at}` } }));
    const records = [...lanes, { id: 'plain', made: { ...plain, id: 'schema-9' } }].flatMap(
      ({ id, made }, at) => {
        store.versions.set(made, made);
        const key = { ...keyOf(id), schemaId: made.id };
        store.states.set(key, stateOf(resource({ data: { id, ...(id === 'plain' ? {} : { f }) } })));
        const patches = fill(
          id === 'plain' ? 1 : 1000,
          (n): JsonObject => ({ customerId: id, id, [`x${n}`]: n }),
        );
        return accept(store, { batchId: `b-${at}`, schemaId: made.id, externalIdField: 'id' }, patches);
      },
    );
    const versions = new Map(
      [...lanes.map(({ made }) => made), { ...plain, id: 'schema-9' }].map((made) => [made.id, made]),
    );
    const apply = createApplyPatches({
      ...consumer.deps,
      startTurns: createTurns(),
      findSchemaVersion: async (_partner, schemaId) => usable(versions.get(schemaId) ?? plain),
    });
    const begun = performance.now();
    const { batchItemFailures } = await sqsHandler(apply)(
      { Records: records },
      { getRemainingTimeInMillis: () => 10_000 },
    );
    const total = Math.round(performance.now() - begun);
    print(
      what.padEnd(45),
      `plain lane written after ${Math.round((written[0] ?? 0) - begun)} ms`,
      `invocation ${total} ms`,
      `given back ${batchItemFailures.length}`,
    );
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).not.toContain('b-9/0');
  });
});
