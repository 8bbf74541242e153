import { LIMITS } from '../list-schema-definitions.ts';
import { deletedSchemaDefinition, schemaDefinition } from './answers.ts';
import { dataAnswer, pageExample, pageOf } from './envelope.ts';
import { DEFINITION, NEW_DEFINITION } from './examples.ts';
import type { Operation } from './operation.ts';
import { pageQuery } from './parameters.ts';
import { changesRequest, newDefinitionRequest } from './requests.ts';

const tag = 'Schema definitions';

export const SCHEMA_OPERATIONS = {
  createSchemaDefinition: {
    tag,
    scope: 'partner',
    summary: 'Define a kind of resource',
    description: 'Partner tokens alone.',
    body: { schema: newDefinitionRequest, example: NEW_DEFINITION },
    answers: { 201: dataAnswer('Version 1.', schemaDefinition, DEFINITION, ['location']) },
    refusals: [409],
  },
  listSchemaDefinitions: {
    tag,
    scope: 'caller',
    summary: 'The partner’s definitions',
    description: 'By name.',
    query: pageQuery(LIMITS),
    answers: {
      200: dataAnswer('A page of definitions.', pageOf(schemaDefinition), pageExample(DEFINITION)),
    },
  },
  getSchemaDefinition: {
    tag,
    scope: 'caller',
    summary: 'One definition',
    answers: { 200: dataAnswer('The current version.', schemaDefinition, DEFINITION) },
  },
  updateSchemaDefinition: {
    tag,
    scope: 'partner',
    summary: 'Change a definition',
    description: 'Partner tokens alone. What is left out stays; it holds everywhere within a minute.',
    body: { schema: changesRequest, example: { description: 'Who buys, or might' } },
    answers: {
      200: dataAnswer('The new version.', schemaDefinition, {
        ...DEFINITION,
        description: 'Who buys, or might',
        versionNumber: 2,
      }),
    },
    refusals: [409],
  },
  deleteSchemaDefinition: {
    tag,
    scope: 'partner',
    summary: 'Hide a definition for good',
    description:
      'Partner tokens alone. Its resources are not found any more; nothing stored is removed, and its names stay taken.',
    answers: {
      200: dataAnswer('It is hidden.', deletedSchemaDefinition, {
        id: DEFINITION.id,
        name: DEFINITION.name,
        deactivatedAt: DEFINITION.updatedAt,
      }),
    },
  },
} satisfies Readonly<Record<string, Operation>>;
