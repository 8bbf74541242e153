import * as z from 'zod';
import type { TableSpec } from '../../../local/template/stack.ts';
import type { IamRequest, Named } from './iam-request.ts';

/** A key of a string or a number; binary keys are not used. */
const value = z
  .union([z.object({ S: z.string() }), z.object({ N: z.string() })])
  .transform((one) => ('S' in one ? one.S : one.N));
const attributes = z.record(z.string(), z.unknown());

const shared = z.looseObject({
  ReturnConsumedCapacity: z.string().optional(),
  ReturnValues: z.string().optional(),
  Select: z.string().optional(),
});
const keyed = z.looseObject({ TableName: z.string(), Key: attributes });
const put = z.looseObject({ TableName: z.string(), Item: attributes });
const query = z.looseObject({
  TableName: z.string(),
  IndexName: z.string().optional(),
  KeyConditionExpression: z.string(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: attributes,
});
const batchGet = z.looseObject({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(attributes) })),
});
const write = z.union([
  z.object({ PutRequest: z.object({ Item: attributes }) }).transform((one) => one.PutRequest.Item),
  z.object({ DeleteRequest: z.object({ Key: attributes }) }).transform((one) => one.DeleteRequest.Key),
]);
const batchWrite = z.looseObject({ RequestItems: z.record(z.string(), z.array(write)) });

type Attributes = z.infer<typeof attributes>;

/** What a call reaches: a table or an index of it, by the values of its partition key. */
interface Reached {
  readonly table: string;
  readonly index?: string | undefined;
  readonly leadingKeys: (partitionKey: string) => readonly string[];
}

/** Operations that are in here are allowed by the action of their own name, on each table that they name. */
const REACHED: Readonly<Record<string, (sent: unknown) => readonly Reached[]>> = {
  GetItem: reachedByKey,
  UpdateItem: reachedByKey,
  DeleteItem: reachedByKey,
  PutItem: (sent) => {
    const { TableName, Item } = put.parse(sent);
    return [{ table: TableName, leadingKeys: valuesIn([Item]) }];
  },
  Query: (sent) => [reachedByQuery(query.parse(sent))],
  BatchGetItem: (sent) =>
    Object.entries(batchGet.parse(sent).RequestItems).map(([table, { Keys }]) => ({
      table,
      leadingKeys: valuesIn(Keys),
    })),
  BatchWriteItem: (sent) =>
    Object.entries(batchWrite.parse(sent).RequestItems).map(([table, items]) => ({
      table,
      leadingKeys: valuesIn(items),
    })),
};

/**
 * The actions, resources and keys of conditions of DynamoDB's calls. `dynamodb:Attributes` is left out: no policy of ours
 * looks at it, and what counts to it is not written down to the last expression.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function dynamoRequests(operation: string, sent: unknown, named: Named): readonly IamRequest[] {
  const reachedBy = REACHED[operation];
  if (reachedBy === undefined) throw new Error(`it is not known what allows ${operation} of DynamoDB`);
  const { ReturnConsumedCapacity, ReturnValues, Select } = shared.parse(sent);
  const given = Object.entries({ ReturnConsumedCapacity, ReturnValues, Select }).flatMap(([key, text]) =>
    text === undefined ? [] : [[`dynamodb:${key}`, text]],
  );
  return reachedBy(sent).map(({ table, index, leadingKeys }) => {
    const spec = named.tables.find(({ name }) => name === table);
    if (spec === undefined)
      throw new Error(`${operation} names the table ${table}, which is not in the template`);
    const arn = `arn:aws:dynamodb:${named.region}:${named.accountId}:table/${table}`;
    const keys = new Set(leadingKeys(partitionKeyOf(spec, index)));
    return {
      action: `dynamodb:${operation}`,
      resource: index === undefined ? arn : `${arn}/index/${index}`,
      context: { 'dynamodb:LeadingKeys': [...keys].sort(), ...Object.fromEntries(given) },
    };
  });
}

function reachedByKey(sent: unknown): readonly Reached[] {
  const { TableName, Key } = keyed.parse(sent);
  return [{ table: TableName, leadingKeys: valuesIn([Key]) }];
}

function valuesIn(items: readonly Attributes[]): Reached['leadingKeys'] {
  return (partitionKey) => items.map((item) => value.parse(item[partitionKey]));
}

/** The condition on the partition key is an equality, which may stand anywhere and name it by a placeholder. */
function reachedByQuery(sent: z.infer<typeof query>): Reached {
  const equal = [...sent.KeyConditionExpression.matchAll(/(#?\w+)\s*=\s*(:\w+)/g)].map(
    ([, name = '', placeholder = '']): [string, string] => [
      sent.ExpressionAttributeNames[name] ?? name,
      placeholder,
    ],
  );
  return {
    table: sent.TableName,
    index: sent.IndexName,
    leadingKeys: (partitionKey) =>
      equal
        .filter(([name]) => name === partitionKey)
        .map(([, placeholder]) => value.parse(sent.ExpressionAttributeValues[placeholder])),
  };
}

function partitionKeyOf({ name, properties }: TableSpec, index: string | undefined): string {
  const { KeySchema, GlobalSecondaryIndexes } = properties;
  const schema =
    index === undefined
      ? KeySchema
      : GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === index)?.KeySchema;
  const key = schema?.find(({ KeyType }) => KeyType === 'HASH');
  if (key === undefined) throw new Error(`${name} has no partition key for ${index ?? 'itself'}`);
  return key.AttributeName;
}
