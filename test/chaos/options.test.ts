import { describe, expect, it } from 'vitest';
import { DEFAULTS, HELP, parseOptions } from '../../chaos/options.ts';

describe('the arguments of the fault run', () => {
  it('may all be left out; the seed is drawn then', () => {
    const [one, other] = [parseOptions([]), parseOptions([])];
    expect(one).toEqual({ kind: 'run', options: { ...DEFAULTS, seed: expect.any(Number) } });
    expect(one).not.toEqual(other);
  });

  it('say everything that a run depends on', () => {
    const args = '--seed 7 --patches 300 --resources 10 --restarts 2 --intensity 0.5 --deadline 60'.split(
      ' ',
    );
    expect(parseOptions(args)).toEqual({
      kind: 'run',
      options: { seed: 7, patches: 300, resources: 10, restarts: 2, intensity: 0.5, deadline: 60 },
    });
  });

  it.each([
    [['--seed', '-1'], '--seed'],
    [['--seed', 'x'], '--seed'],
    [['--patches', '10', '--resources', '11'], '--patches'],
    [['--patches', '5001', '--resources', '1'], '--resources'],
    [['--resources', '0'], '--resources'],
    [['--restarts', '1.5'], '--restarts'],
    [['--intensity', '6'], '--intensity'],
    [['--deadline', ''], '--deadline'],
    [['--sede', '1'], '--sede'],
    [['1'], "'1'"],
  ])('are refused with the one that is wrong: %j', (args, named) => {
    const parsed = parseOptions(args);
    expect(parsed).toMatchObject({ kind: 'refused', message: expect.stringContaining(named) });
  });

  it('are all in the help', () => {
    expect(parseOptions(['--help'])).toEqual({ kind: 'help' });
    for (const name of Object.keys({ seed: 0, ...DEFAULTS })) expect(HELP).toContain(`--${name} N`);
  });
});
