import * as z from 'zod/mini';
import { CorruptDataError } from '../domain/errors.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { CATEGORIES, type SchemaDefinition } from '../domain/schema-definition.ts';

/** A schema is stored as text: it may nest deeper than an item, and have names that an item cannot. */
const schemaText = z.pipe(
  z.string(),
  z.transform((text, { issues }): JsonObject => {
    let schema: unknown;
    try {
      schema = JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    if (isJsonObject(schema)) return schema;
    issues.push({ code: 'custom', input: text, message: 'is not the text of a JSON object' });
    return z.NEVER;
  }),
);

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

const deactivatableItem = z.object({ deactivatedAt: z.optional(z.string()) });

const nameItem = z.object({ schemaId: z.string(), takenAt: z.string() });

export function toItem(definition: SchemaDefinition) {
  return { ...definition, schema: JSON.stringify(definition.schema) };
}

export function parseDefinition(item: unknown): SchemaDefinition {
  return parse(definitionItem, item);
}

/** When the definition of a current item was deactivated; undefined while it is active. */
export function deactivatedAtOf(item: unknown): string | undefined {
  return parse(deactivatableItem, item).deactivatedAt;
}

export function parseName(item: unknown): z.infer<typeof nameItem> {
  return parse(nameItem, item);
}

function parse<T>(schema: z.ZodMiniType<T>, item: unknown): T {
  const result = schema.safeParse(item);
  if (!result.success)
    throw new CorruptDataError('a schema definition is not readable', { cause: result.error });
  return result.data;
}
