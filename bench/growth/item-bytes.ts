import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * Bytes of an item of texts, numbers and sets of numbers, as DynamoDB bills them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value, name),
    0,
  );
}

function valueBytes({ S, N, NS }: AttributeValue, name: string): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return numberBytes(N);
  if (NS !== undefined) return NS.reduce((sum, number) => sum + numberBytes(number), 0);
  throw new TypeError(`the attribute ${name} is neither a text nor a number nor a set of numbers`);
}

/** Two digits per byte, without zeros at either end, and a byte for the exponent. */
function numberBytes(text: string): number {
  const digits = text.replace(/^[-0.]+|[.]|0+$/g, '').length;
  return 1 + Math.ceil(digits / 2);
}
