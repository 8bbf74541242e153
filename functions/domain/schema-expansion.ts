import type { Problem } from './schema.ts';
import { type Schema, subschemasOf } from './schema-keywords.ts';
import { localPointer, refOf } from './schema-links.ts';

/** Subschemas that may apply to one value at one place, each counted as often as references lead to it. */
export const MAX_IN_PLACE = 500;

/**
 * Finds what would make one value cost unbounded work: a reference that leads back to itself at the same place, and
 * references that double at each step ("billion laughs"). Recursion through fields and items is left to the steps
 * that a validation may take, because what it costs depends on the value.
 */
export function findExpansions(subschemas: ReadonlyMap<string, Schema>): readonly Problem[] {
  const problems: Problem[] = [];
  const costs = new Map<string, number>();
  const open = new Set<string>();

  const costOf = (pointer: string): number => {
    const known = costs.get(pointer);
    if (known !== undefined) return known;
    if (open.has(pointer)) {
      problems.push({ pointer, message: 'must not lead back to itself at the same place' });
      return 1;
    }
    open.add(pointer);
    const parts = reached(pointer, subschemas.get(pointer) ?? true).map(costOf);
    open.delete(pointer);
    const cost = 1 + parts.reduce((sum, part) => sum + part, 0);
    // Reported where the budget is first passed, not again at all that refers to it.
    if (cost > MAX_IN_PLACE) {
      problems.push({ pointer, message: `must not apply more than ${MAX_IN_PLACE} subschemas to one value` });
    }
    const counted = cost > MAX_IN_PLACE ? 1 : cost;
    costs.set(pointer, counted);
    return counted;
  };

  for (const pointer of subschemas.keys()) costOf(pointer);
  return problems;
}

/** The pointers of the subschemas that apply to the same value as this one. */
function reached(pointer: string, schema: Schema): readonly string[] {
  const target = localPointer(refOf(schema) ?? '');
  const parts = subschemasOf(schema).flatMap((part) =>
    part.applies === 'in-place' ? [`${pointer}${part.pointer}`] : [],
  );
  return target === undefined ? parts : [target, ...parts];
}
