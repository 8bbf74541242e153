import { isDeepStrictEqual } from 'node:util';
import { BatchGetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { TransientError } from '../domain/errors.ts';
import type { SchemaDefinitions } from '../domain/ports.ts';
import type { SchemaDefinition } from '../domain/schema-definition.ts';
import { translateErrors } from './dynamo-client.ts';
import { canHoldItem, SCHEMA_PREFIX, schemaKey, schemaNameKey, schemaVersionKey } from './keys.ts';
import { deactivatedAtOf, parseDefinition, parseName, toItem } from './schema-items.ts';
import { giveNameBack, isNameTaken, takeName } from './schema-names.ts';
import { getItem, holds, putNew, type SchemaStoreOptions } from './schema-table.ts';

export function createSchemaStore(options: SchemaStoreOptions): SchemaDefinitions {
  const { client, table } = options;

  const getVersion = async (partnerId: string, schemaId: string, version: number) => {
    const item = await getItem(options, schemaVersionKey(partnerId, schemaId, version));
    return item === undefined ? undefined : parseDefinition(item);
  };

  return {
    find: (partnerId, idOrName) =>
      translateErrors('find a schema definition', async () => {
        // Ids are made lower case.
        const byId = schemaKey(partnerId, idOrName.toLowerCase());
        const byName = schemaNameKey(partnerId, idOrName);
        const keys = [{ ...byId }, { ...byName }];
        if (!keys.every(canHoldItem)) return undefined;
        const { Responses, UnprocessedKeys } = await client.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
        );
        if (UnprocessedKeys?.[table] !== undefined)
          throw new TransientError('a schema definition could not be read now');
        const items = Responses?.[table] ?? [];
        const current = parseActive(items.find(({ sk }) => sk === byId.sk));
        if (current !== undefined) return current;
        const name = items.find(({ sk }) => sk === byName.sk);
        if (name === undefined) return undefined;
        return parseActive(await getItem(options, schemaKey(partnerId, parseName(name).schemaId)));
      }),
    findById: (partnerId, schemaId) =>
      translateErrors('find a schema definition', async () =>
        parseActive(await getItem(options, schemaKey(partnerId, schemaId))),
      ),
    findVersion: (partnerId, schemaId, version) =>
      translateErrors('find a version of a schema definition', async () => {
        const stored = await getVersion(partnerId, schemaId, version);
        if (stored !== undefined) return stored;
        // An update may have died, or still be, between making its version the current one and storing it as a version.
        const item = await getItem(options, schemaKey(partnerId, schemaId));
        const current = item === undefined ? undefined : parseDefinition(item);
        if (current === undefined || current.versionNumber < version) return undefined;
        // Where the current one is a later version, an update stored this one before: between the two reads, maybe.
        return current.versionNumber === version ? current : await getVersion(partnerId, schemaId, version);
      }),
    list: (partnerId) =>
      translateErrors('list schema definitions', async () => {
        const { pk } = schemaKey(partnerId, '');
        const pages = paginateQuery(
          { client },
          {
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': pk, ':prefix': SCHEMA_PREFIX },
            ConsistentRead: true,
          },
        );
        const found: SchemaDefinition[] = [];
        for await (const { Items = [] } of pages) {
          found.push(...Items.map(parseActive).filter((definition) => definition !== undefined));
        }
        return found;
      }),
    create: (definition) =>
      translateErrors('create a schema definition', async () => {
        const { id, partnerId, name, pluralName, versionNumber } = definition;
        // Asked for before one is taken: a creation that is refused writes nothing, unless another overtakes it.
        for (const wanted of [name, pluralName]) {
          if (await isNameTaken(options, definition, wanted)) return { kind: 'name-taken', name: wanted };
        }
        if (!(await takeName(options, definition, name))) return { kind: 'name-taken', name };
        if (!(await takeName(options, definition, pluralName))) {
          await giveNameBack(options, definition, name);
          return { kind: 'name-taken', name: pluralName };
        }
        const item = toItem(definition);
        await putNew(options, schemaVersionKey(partnerId, id, versionNumber), item);
        // Last: from this write on the definition exists, and its names and version are there already.
        await putNew(options, schemaKey(partnerId, id), item);
        return { kind: 'created' };
      }),
    update: (next) =>
      translateErrors('update a schema definition', async () => {
        const { id, partnerId, versionNumber } = next;
        const key = schemaKey(partnerId, id);
        const before = parseActive(await getItem(options, key));
        if (before === undefined) return { kind: 'not-found' };
        if (before.versionNumber !== versionNumber - 1) return { kind: 'conflict' };
        // Before the current item is overwritten: the update that made it may have died before it stored it here.
        await putNew(options, schemaVersionKey(partnerId, id, before.versionNumber), toItem(before));
        const item = toItem(next);
        const overwrite = new PutCommand({
          TableName: table,
          Item: { ...key, ...item },
          ConditionExpression: 'versionNumber = :before AND attribute_not_exists(deactivatedAt)',
          ExpressionAttributeValues: { ':before': before.versionNumber },
        });
        if (!(await holds(client.send(overwrite)))) {
          const current = parseActive(await getItem(options, key));
          if (current === undefined) return { kind: 'not-found' };
          // What stands there may be this very update, whose first answer was lost.
          if (!isDeepStrictEqual(toItem(current), item)) return { kind: 'conflict' };
        }
        await putNew(options, schemaVersionKey(partnerId, id, versionNumber), item);
        return { kind: 'updated' };
      }),
    deactivate: ({ partnerId, id }, at) =>
      translateErrors('deactivate a schema definition', async () => {
        const key = schemaKey(partnerId, id);
        const mark = new UpdateCommand({
          TableName: table,
          Key: { ...key },
          UpdateExpression: 'SET deactivatedAt = :at',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(deactivatedAt)',
          ExpressionAttributeValues: { ':at': at },
        });
        if (await holds(client.send(mark))) return true;
        // What stands there may be this very call's, whose first answer was lost.
        const item = await getItem(options, key);
        return item !== undefined && deactivatedAtOf(item) === at;
      }),
  };
}

/** The definition of a current item, unless it was deactivated. */
function parseActive(item: unknown): SchemaDefinition | undefined {
  if (item === undefined || deactivatedAtOf(item) !== undefined) return undefined;
  return parseDefinition(item);
}
