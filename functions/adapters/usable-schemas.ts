import QuickLRU from 'quick-lru';
import type { SchemaDefinitions } from '../domain/ports.ts';
import type { CompileSchema } from '../domain/schema.ts';
import type { SchemaDefinition, UsableSchema } from '../domain/schema-definition.ts';

/** An update of a schema definition holds everywhere after this long. */
const FOUND_FOR_MS = 60_000;
/** The cache keeps the last hundred, and up to as many of those before. */
const KEPT = 100;

export interface UsableSchemas {
  /** The current version, by id, name or plural name; at most 60 s old. What is not found is asked for again each time. */
  find(partnerId: string, idOrName: string): Promise<UsableSchema | undefined>;
  /** The current version as it is now, by its id. */
  findById(partnerId: string, schemaId: string): Promise<UsableSchema | undefined>;
  /** One version, which never changes. */
  findVersion(partnerId: string, schemaId: string, version: number): Promise<UsableSchema | undefined>;
}

/** Schema definitions ready to check with; what a warm function has found and compiled it keeps, within bounds. */
export function createUsableSchemas(
  store: Pick<SchemaDefinitions, 'find' | 'findById' | 'findVersion'>,
  compile: CompileSchema,
): UsableSchemas {
  const found = new QuickLRU<string, UsableSchema>({ maxSize: KEPT, maxAge: FOUND_FOR_MS });
  const versions = new QuickLRU<string, UsableSchema>({ maxSize: KEPT });

  const asking = new Map<string, ReturnType<SchemaDefinitions['findVersion']>>();

  const toUsable = (definition: SchemaDefinition): UsableSchema => {
    const key = JSON.stringify([definition.partnerId, definition.id, definition.versionNumber]);
    const known = versions.get(key);
    if (known !== undefined) return known;
    const usable = { definition, compiled: compile(definition.schema) };
    versions.set(key, usable);
    return usable;
  };

  return {
    async find(partnerId, idOrName) {
      const key = JSON.stringify([partnerId, idOrName.toLowerCase()]);
      const known = found.get(key);
      if (known !== undefined) return known;
      const definition = await store.find(partnerId, idOrName);
      if (definition === undefined) return undefined;
      const usable = toUsable(definition);
      found.set(key, usable);
      return usable;
    },
    async findById(partnerId, schemaId) {
      const definition = await store.findById(partnerId, schemaId);
      return definition === undefined ? undefined : toUsable(definition);
    },
    async findVersion(partnerId, schemaId, version) {
      const key = JSON.stringify([partnerId, schemaId, version]);
      const known = versions.get(key);
      if (known !== undefined) return known;
      // The lanes of a cold invocation ask for the same version at once.
      const asked = asking.get(key) ?? store.findVersion(partnerId, schemaId, version);
      asking.set(key, asked);
      try {
        const definition = await asked;
        return definition === undefined ? undefined : toUsable(definition);
      } finally {
        asking.delete(key);
      }
    },
  };
}
