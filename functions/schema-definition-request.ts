import * as z from 'zod/mini';
import { isJsonObject, pointerToken } from './domain/json.ts';
import type { CheckSchema } from './domain/schema.ts';
import { CATEGORIES, type SchemaDefinition } from './domain/schema-definition.ts';
import { findUnstorable } from './domain/storable.ts';
import type { HttpRequest } from './http-request.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';
import { readJsonBody } from './request-body.ts';

export const MAX_NAME_LENGTH = 128;
export const MAX_FIELD_NAME_LENGTH = 255;
export const MAX_DESCRIPTION_LENGTH = 4096;

const name = z
  .string('is required and must be a string')
  .check(
    z.regex(/^[a-zA-Z0-9_-]+$/, 'must be made of letters, digits, _ and -'),
    z.maxLength(MAX_NAME_LENGTH, `must not be longer than ${MAX_NAME_LENGTH} characters`),
  );
const fieldName = z
  .string('must be a string')
  .check(
    z.minLength(1, 'must not be empty'),
    z.maxLength(MAX_FIELD_NAME_LENGTH, `must not be longer than ${MAX_FIELD_NAME_LENGTH} characters`),
  );
const description = z
  .string('must be a string')
  .check(z.maxLength(MAX_DESCRIPTION_LENGTH, `must not be longer than ${MAX_DESCRIPTION_LENGTH} characters`));
const category = z.enum(CATEGORIES, `must be one of ${CATEGORIES.join(', ')}`);
const schema = z.custom<SchemaDefinition['schema']>(
  isJsonObject,
  'is required and must be a JSON Schema (draft-07), an object',
);

export const newDefinition = z.pipe(
  z.strictObject({
    name,
    pluralName: name,
    description: z._default(description, ''),
    category,
    external_id_field: z.optional(fieldName),
    externalIdField: z.optional(fieldName),
    schema,
  }),
  z.transform(({ external_id_field, externalIdField, ...rest }, { issues }) => {
    const named = externalIdField ?? external_id_field;
    if (named === undefined || (external_id_field !== undefined && external_id_field !== named)) {
      const message = named === undefined ? 'is required' : 'must be the same as external_id_field';
      issues.push({ code: 'custom', input: externalIdField, path: ['externalIdField'], message });
      return z.NEVER;
    }
    return { ...rest, externalIdField: named };
  }),
);

/** What a partner says of a new definition. */
export async function parseNewDefinition(
  request: HttpRequest,
  checkSchema: CheckSchema,
): Promise<Parsed<z.infer<typeof newDefinition>>> {
  const body = await parseBody(request, newDefinition, (json) => missedIn(json, checkSchema));
  if (body.kind !== 'parsed') return body;
  const problems = problemsOf(body.value.schema, body.value.externalIdField, checkSchema);
  return problems.length > 0 ? refuse(problems) : body;
}

/** What is wrong with the parts that are not come to while others are wrong. */
function missedIn(json: unknown, checkSchema: CheckSchema): readonly string[] {
  if (!isJsonObject(json)) return [];
  const { externalIdField = json['external_id_field'], schema: given } = json;
  if (externalIdField === undefined) return ['externalIdField: is required'];
  const named = fieldName.safeParse(externalIdField);
  return isJsonObject(given) && named.success ? problemsOf(given, named.data, checkSchema) : [];
}

/** The parts of a definition that may change. Resources are stored under their external id, found under the names. */
type Changes = Partial<Pick<SchemaDefinition, 'description' | 'category' | 'schema'>>;

export const changes = z.strictObject({
  description: z.exactOptional(description),
  category: z.exactOptional(category),
  schema: z.exactOptional(schema),
});

/** What a partner changes of a definition. */
export async function parseChanges(
  request: HttpRequest,
  current: SchemaDefinition,
  checkSchema: CheckSchema,
): Promise<Parsed<Changes>> {
  const body = await parseBody(
    request,
    z.extend(changes, {
      name: unchanged(current.name),
      pluralName: unchanged(current.pluralName),
      external_id_field: unchanged(current.externalIdField),
      externalIdField: unchanged(current.externalIdField),
    }),
  );
  if (body.kind !== 'parsed') return body;
  const { name, pluralName, external_id_field, externalIdField, ...changed } = body.value;
  if (changed.schema === undefined) return parsed(changed);
  const problems = problemsOf(changed.schema, current.externalIdField, checkSchema);
  return problems.length > 0 ? refuse(problems) : parsed(changed);
}

function unchanged(value: string) {
  return z.optional(z.literal(value, `cannot be changed: leave it out, or send ${JSON.stringify(value)}`));
}

async function parseBody<T>(
  request: HttpRequest,
  shape: z.ZodMiniType<T>,
  missed: (json: unknown) => readonly string[] = () => [],
): Promise<Parsed<T>> {
  const json = await readJsonBody(request);
  if (json.kind !== 'parsed') return json;
  const unstorable = findUnstorable(json.value);
  if (unstorable.length > 0)
    return refuse(unstorable.map(({ pointer, message }) => `body${pointer}: ${message}`));
  const result = shape.safeParse(json.value);
  if (result.success) return parsed(result.data);
  const errors = [...result.error.issues.flatMap(describeIssue), ...missed(json.value)];
  return refuse([...new Set(errors)]);
}

function refuse(errors: readonly string[]) {
  return invalid('The schema definition is not valid.', errors);
}

function problemsOf(
  schema: SchemaDefinition['schema'],
  externalIdField: string,
  checkSchema: CheckSchema,
): readonly string[] {
  return checkSchema(schema, externalIdField).map(({ pointer, message }) => `schema${pointer}: ${message}`);
}

function describeIssue(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `body${pointerToken(key)}: is not a known field`);
  if (issue.path.length === 0) return ['body: must be an object'];
  return [`${issue.path.map(String).join('/')}: ${issue.message}`];
}
