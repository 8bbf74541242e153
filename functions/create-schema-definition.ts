import * as z from 'zod';
import { parsePartner } from './caller.ts';
import { isJsonObject, pointerToken } from './domain/json.ts';
import type { SchemaDefinitions } from './domain/ports.ts';
import type { CheckSchema } from './domain/schema.ts';
import { CATEGORIES, type SchemaDefinition } from './domain/schema-definition.ts';
import { findUnstorable } from './domain/storable.ts';
import type { HttpRequest, Reply } from './http.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';
import { readJsonBody } from './request-body.ts';
import { viewOf } from './schema-definition-view.ts';

const name = z
  .string('is required and must be a string')
  .regex(/^[a-zA-Z0-9_-]+$/, 'must be made of letters, digits, _ and -')
  .max(128, 'must not be longer than 128 characters');
const fieldName = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .max(255, 'must not be longer than 255 characters');

const body = z
  .strictObject({
    name,
    pluralName: name,
    description: z
      .string('must be a string')
      .max(4096, 'must not be longer than 4096 characters')
      .default(''),
    category: z.enum(CATEGORIES, `must be one of ${CATEGORIES.join(', ')}`),
    external_id_field: fieldName.optional(),
    externalIdField: fieldName.optional(),
    schema: z.custom<SchemaDefinition['schema']>(
      isJsonObject,
      'is required and must be a JSON Schema (draft-07), an object',
    ),
  })
  .transform(({ external_id_field, externalIdField, ...rest }, context) => {
    const named = externalIdField ?? external_id_field;
    if (named === undefined || (external_id_field !== undefined && external_id_field !== named)) {
      const message = named === undefined ? 'is required' : 'must be the same as external_id_field';
      context.addIssue({ code: 'custom', path: ['externalIdField'], message });
      return z.NEVER;
    }
    return { ...rest, externalIdField: named };
  });

type Definition = z.infer<typeof body>;

export interface CreateSchemaDefinitionDeps {
  readonly schemaDefinitions: Pick<SchemaDefinitions, 'create'>;
  readonly checkSchema: CheckSchema;
  newId(): string;
  now(): Date;
}

/** `POST /partner/schema-definitions`: stores version 1 of a new kind of resource. */
export function createCreateSchemaDefinition(deps: CreateSchemaDefinitionDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const partner = parsePartner(request);
    if (partner.kind !== 'parsed') return partner;
    const call = await parseDefinition(request, deps.checkSchema);
    if (call.kind !== 'parsed') return call;
    const now = deps.now().toISOString();
    const definition: SchemaDefinition = {
      id: deps.newId(),
      partnerId: partner.value.partnerId,
      ...call.value,
      versionNumber: 1,
      createdAt: now,
      updatedAt: now,
    };
    const result = await deps.schemaDefinitions.create(definition);
    if (result.kind === 'name-taken') {
      return {
        kind: 'conflict',
        message: `The name "${result.name}" belongs to another schema definition; names and plural names are unique, ignoring case.`,
      };
    }
    return {
      kind: 'created',
      data: viewOf(definition),
      location: `/partner/schema-definitions/${definition.id}`,
    };
  };
}

async function parseDefinition(request: HttpRequest, checkSchema: CheckSchema): Promise<Parsed<Definition>> {
  const json = await readJsonBody(request);
  if (json.kind !== 'parsed') return json;
  const refuse = (errors: readonly string[]) => invalid('The schema definition is not valid.', errors);
  const unstorable = findUnstorable(json.value);
  if (unstorable.length > 0)
    return refuse(unstorable.map(({ pointer, message }) => `body${pointer}: ${message}`));
  const result = body.safeParse(json.value);
  if (!result.success) return refuse(result.error.issues.flatMap(describeIssue));
  const problems = checkSchema(result.data.schema, result.data.externalIdField);
  if (problems.length > 0)
    return refuse(problems.map(({ pointer, message }) => `schema${pointer}: ${message}`));
  return parsed(result.data);
}

function describeIssue(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `body${pointerToken(key)}: is not a known field`);
  if (issue.path.length === 0) return ['body: must be an object'];
  return [`${issue.path.map(String).join('/')}: ${issue.message}`];
}
