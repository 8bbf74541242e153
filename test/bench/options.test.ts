import { describe, expect, it } from 'vitest';
import { BENCHES, HELP, parseOptions } from '../../bench/options.ts';

describe('the options of the bench', () => {
  it('are all benches, in order, unless some are named', () => {
    expect(parseOptions([])).toEqual({
      kind: 'run',
      options: { benches: BENCHES, rounds: 3, stored: 1_000_000 },
    });
    expect(parseOptions(['time', 'cost', '--rounds', '2', '--stored', '5000'])).toEqual({
      kind: 'run',
      options: { benches: ['cost', 'time'], rounds: 2, stored: 5000 },
    });
  });

  it('are refused with what is wrong with them', () => {
    expect(parseOptions(['speed'])).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/no bench speed/),
    });
    for (const rounds of ['0', '1.5', 'x', '101']) {
      expect(parseOptions(['--rounds', rounds])).toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(/--rounds/),
      });
    }
    for (const stored of ['1000', '2000.5', 'x', '10000001']) {
      expect(parseOptions(['--stored', stored])).toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(/--stored/),
      });
    }
    expect(parseOptions(['--fast'])).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/--fast/),
    });
  });

  it('are all told by --help', () => {
    expect(parseOptions(['--help'])).toEqual({ kind: 'help' });
    for (const name of [...BENCHES, '--rounds', '--stored']) expect(HELP).toContain(name);
  });
});
