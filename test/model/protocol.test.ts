import { describe, expect, it } from 'vitest';
import type { Report } from './explore.ts';
import { MUTANTS } from './mutants.ts';
import { check } from './protocol-model.ts';

describe('the model check', () => {
  it.each(MUTANTS)('finds out where %s', async (name, mutant, small, problem) => {
    const found = await check(small, 50_000, mutant);
    say(name, found);
    expect(found.violation?.problem).toMatch(problem);
    expect((await check(small, 50_000)).violation).toBeUndefined();
  });
});

function say(name: string, { states, moves, ends, depth, isComplete, violation }: Report): void {
  const facts = `${states} states, ${moves} moves, ${ends} ends, at most ${depth} moves deep`;
  const found = violation && [`  ${violation.problem}:`, ...violation.trace.map((label) => `    ${label}`)];
  console.info([`${name}: ${facts}${isComplete ? '' : ', not all'}`, ...(found ?? [])].join('\n'));
}
