import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { CorruptDataError, TransientError } from '../domain/errors.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import type { SchemaDefinitions } from '../domain/ports.ts';
import { CATEGORIES, type SchemaDefinition } from '../domain/schema-definition.ts';
import { translateErrors } from './dynamo-client.ts';
import { canHoldItem, type Key, schemaKey, schemaNameKey, schemaVersionKey } from './keys.ts';

export interface SchemaStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** A schema is stored as text: it may nest deeper than an item, and have names that an item cannot. */
const schemaText = z.string().transform((text, context): JsonObject => {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (isJsonObject(schema)) return schema;
  context.addIssue({ code: 'custom', message: 'is not the text of a JSON object' });
  return z.NEVER;
});

const definitionItem = z.object({
  id: z.string(),
  partnerId: z.string(),
  name: z.string(),
  pluralName: z.string(),
  description: z.string(),
  category: z.enum(CATEGORIES),
  externalIdField: z.string(),
  schema: schemaText,
  versionNumber: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const nameItem = z.object({ schemaId: z.string(), takenAt: z.string() });

/** A name whose definition is not there after this long was left by a creation that died: functions end at 30 s. */
const ABANDONED_AFTER_MS = 60_000;

export function createSchemaStore({ client, table }: SchemaStoreOptions): SchemaDefinitions {
  const get = async (key: Key): Promise<unknown> =>
    (await client.send(new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }))).Item;

  const putNew = async (key: Key, item: object): Promise<boolean> => {
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
    return await holds(
      client.send(new PutCommand({ TableName: table, Item: { ...key, ...item }, ...condition })),
    );
  };

  /** Takes a name; false when a definition has it, or is being created with it. */
  const takeName = async ({ partnerId, id, createdAt }: SchemaDefinition, name: string): Promise<boolean> => {
    const key = schemaNameKey(partnerId, name);
    const reservation = { schemaId: id, takenAt: createdAt };
    if (await putNew(key, reservation)) return true;
    const item = await get(key);
    if (item === undefined) throw new TransientError('a name was given back while it was asked for');
    const holder = parse(nameItem, item);
    if (holder.schemaId === id) return true;
    if (Date.parse(createdAt) - Date.parse(holder.takenAt) < ABANDONED_AFTER_MS) return false;
    if ((await get(schemaKey(partnerId, holder.schemaId))) !== undefined) return false;
    const overwrite = new PutCommand({
      TableName: table,
      Item: { ...key, ...reservation },
      ConditionExpression: 'schemaId = :holder',
      ExpressionAttributeValues: { ':holder': holder.schemaId },
    });
    return await holds(client.send(overwrite));
  };

  const giveNameBack = async ({ partnerId, id }: SchemaDefinition, name: string): Promise<void> => {
    const release = new DeleteCommand({
      TableName: table,
      Key: { ...schemaNameKey(partnerId, name) },
      ConditionExpression: 'schemaId = :id',
      ExpressionAttributeValues: { ':id': id },
    });
    await holds(client.send(release));
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
        const current = items.find(({ sk }) => sk === byId.sk);
        if (current !== undefined) return parse(definitionItem, current);
        const name = items.find(({ sk }) => sk === byName.sk);
        if (name === undefined) return undefined;
        const named = await get(schemaKey(partnerId, parse(nameItem, name).schemaId));
        return named === undefined ? undefined : parse(definitionItem, named);
      }),
    findVersion: (partnerId, schemaId, version) =>
      translateErrors('find a version of a schema definition', async () => {
        const item = await get(schemaVersionKey(partnerId, schemaId, version));
        return item === undefined ? undefined : parse(definitionItem, item);
      }),
    create: (definition) =>
      translateErrors('create a schema definition', async () => {
        const { id, partnerId, name, pluralName, versionNumber } = definition;
        if (!(await takeName(definition, name))) return { kind: 'name-taken', name };
        if (!(await takeName(definition, pluralName))) {
          await giveNameBack(definition, name);
          return { kind: 'name-taken', name: pluralName };
        }
        const item = toItem(definition);
        await putNew(schemaVersionKey(partnerId, id, versionNumber), item);
        // Last: from this write on the definition exists, and its names and version are there already.
        await putNew(schemaKey(partnerId, id), item);
        return { kind: 'created' };
      }),
  };
}

function toItem(definition: SchemaDefinition) {
  return { ...definition, schema: JSON.stringify(definition.schema) };
}

function parse<T>(schema: z.ZodType<T>, item: unknown): T {
  const result = schema.safeParse(item);
  if (!result.success)
    throw new CorruptDataError('a schema definition is not readable', { cause: result.error });
  return result.data;
}

/** False when the condition of the call did not hold. */
async function holds(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
