import * as z from 'zod/mini';
import { isJsonObject, pointerToken } from './domain/json.ts';
import { EXPECTED } from './write-parameters.ts';

export const MAX_ITEMS = 1000;

/** The items of a batch call, and what its body says beside them. */
export interface BatchBody {
  readonly list: 'resources' | 'externalIds';
  readonly items: readonly unknown[];
  readonly ifVersion: readonly (number | null)[];
  readonly dryRun: boolean;
}

type Read = BatchBody | { readonly errors: readonly string[] };

const items = z.array(z.unknown()).check(z.minLength(1), z.maxLength(MAX_ITEMS));
const versions = z.array(z.nullable(z.int().check(z.minimum(1))));

/** The body of `POST .../batch`. */
export const itemsBody = z.strictObject({ resources: items });
/** The body of `PATCH .../batch`. */
export const patchesBody = z.strictObject({ resources: items, ifVersion: z.optional(versions) });
/** The body of `DELETE .../batch`. */
export const deletionsBody = z.strictObject({ externalIds: items, dryRun: z.optional(z.boolean()) });

/** Reads the body of `PATCH` or `POST`; items are checked later. */
export function parseItems(json: unknown, mayAskForVersions: boolean): Read {
  const result = mayAskForVersions ? patchesBody.safeParse(json) : itemsBody.safeParse(json);
  if (!result.success) return { errors: describeIssues(result.error, json, 'resources') };
  const { resources, ifVersion }: z.infer<typeof patchesBody> = result.data;
  if (ifVersion !== undefined && ifVersion.length !== resources.length) {
    return {
      errors: [`ifVersion: must have one entry per resource (${resources.length}), not ${ifVersion.length}`],
    };
  }
  return { list: 'resources', items: resources, ifVersion: ifVersion ?? [], dryRun: false };
}

/** Reads the body of `DELETE`. */
export function parseDeletions(json: unknown): Read {
  const result = deletionsBody.safeParse(json);
  if (!result.success) return { errors: describeIssues(result.error, json, 'externalIds') };
  const { externalIds, dryRun = false } = result.data;
  return { list: 'externalIds', items: externalIds, ifVersion: [], dryRun };
}

function describeIssues(error: z.core.$ZodError, json: unknown, list: BatchBody['list']): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(
        (key) => `body${pointerToken(key)}: is not known here; expected {"${list}": [...]}`,
      );
    const [field, at] = issue.path;
    if (field === undefined) return [`body: must be an object {"${list}": [...]}`];
    if (field === 'dryRun') return [`dryRun: ${EXPECTED.flag}`];
    if (field === 'ifVersion') {
      return at === undefined
        ? ['ifVersion: must be an array, parallel to resources']
        : [`ifVersion[${String(at)}]: must be a version (a whole number from 1), or null`];
    }
    const given = isJsonObject(json) ? json[list] : undefined;
    const count = Array.isArray(given) ? `, not ${given.length}` : '';
    return [`${list}: must be an array of 1 to ${MAX_ITEMS} items${count}`];
  });
}
