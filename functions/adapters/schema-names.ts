import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { TransientError } from '../domain/errors.ts';
import type { SchemaDefinition } from '../domain/schema-definition.ts';
import { schemaKey, schemaNameKey } from './keys.ts';
import { parseName } from './schema-items.ts';
import { getItem, holds, putNew, type SchemaStoreOptions } from './schema-table.ts';

/** A name whose definition is not there after this long was left by a creation that died: functions end at 30 s. */
const ABANDONED_AFTER_MS = 60_000;

/** Whether taking a name now would be in vain. */
export async function isNameTaken(
  options: SchemaStoreOptions,
  definition: SchemaDefinition,
  name: string,
): Promise<boolean> {
  const item = await getItem(options, schemaNameKey(definition.partnerId, name));
  return item !== undefined && (await isHeld(options, definition, parseName(item)));
}

/** Takes a name; false when a definition has it, deactivated or not, or is being created with it. */
export async function takeName(
  options: SchemaStoreOptions,
  definition: SchemaDefinition,
  name: string,
): Promise<boolean> {
  const { partnerId, id, createdAt } = definition;
  const key = schemaNameKey(partnerId, name);
  const reservation = { schemaId: id, takenAt: createdAt };
  if (await putNew(options, key, reservation)) return true;
  const item = await getItem(options, key);
  if (item === undefined) throw new TransientError('a name was given back while it was asked for');
  const holder = parseName(item);
  if (holder.schemaId === id) return true;
  if (await isHeld(options, definition, holder)) return false;
  const overwrite = new PutCommand({
    TableName: options.table,
    Item: { ...key, ...reservation },
    ConditionExpression: 'schemaId = :holder',
    ExpressionAttributeValues: { ':holder': holder.schemaId },
  });
  return await holds(options.client.send(overwrite));
}

/** Whether another definition has the name, or may still come to have it. */
async function isHeld(
  options: SchemaStoreOptions,
  { partnerId, id, createdAt }: SchemaDefinition,
  holder: ReturnType<typeof parseName>,
): Promise<boolean> {
  if (holder.schemaId === id) return false;
  if (Date.parse(createdAt) - Date.parse(holder.takenAt) < ABANDONED_AFTER_MS) return true;
  return (await getItem(options, schemaKey(partnerId, holder.schemaId))) !== undefined;
}

export async function giveNameBack(
  { client, table }: SchemaStoreOptions,
  { partnerId, id }: SchemaDefinition,
  name: string,
): Promise<void> {
  const release = new DeleteCommand({
    TableName: table,
    Key: { ...schemaNameKey(partnerId, name) },
    ConditionExpression: 'schemaId = :id',
    ExpressionAttributeValues: { ':id': id },
  });
  await holds(client.send(release));
}
