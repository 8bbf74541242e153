import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProgressView } from '../../cli/report/progress.ts';
import { NOTHING_SENT } from '../../cli/sending/send-all.ts';

/** A terminal, or what is none, that keeps what is written to it. */
function outputOf(terminal: { readonly isTTY?: boolean; readonly columns?: number } = {}) {
  const written: string[] = [];
  return {
    ...terminal,
    written,
    write: (text: string) => written.push(text),
    isTTY: terminal.isTTY ?? false,
  };
}

const amount = fc.integer({ min: 0, max: 20_000_000 });

describe('the progress', () => {
  it('is a bar that never fills the line of a terminal, however large the numbers are', () => {
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        fc.double({ min: 0, max: 1, noNaN: true }),
        amount,
        (applied, unchanged, failed, done, cancelled) => {
          const output = outputOf({ isTTY: true, columns: 80 });
          let now = 0;
          const view = createProgressView({ output, isQuiet: false, now: () => now });
          now = 100_000;
          view.update({ ...NOTHING_SENT, applied, unchanged, failed, cancelled }, done);
          view.end();
          const painted = output.written.filter((text) => text.includes('applied'));
          expect(painted.length).toBeGreaterThan(0);
          for (const text of painted) expect(text.length).toBeLessThan(80);
        },
      ),
    );
  });

  it('shows records, outcomes, rate and the time that is left', () => {
    const output = outputOf({ isTTY: true, columns: 80 });
    let now = 0;
    const view = createProgressView({ output, isQuiet: false, now: () => now });
    now = 60_000;
    const progress = { ...NOTHING_SENT, applied: 45_000, unchanged: 14_990, failed: 10 };
    view.update(progress, 0.25);
    view.end();
    expect(output.written.join('')).toMatch(
      /█+░+ {2}25% 60K: 45K applied, 15K unchanged, 10 failed, 1,000\/s, 3m 00s left/,
    );
  });

  it('is painted at once, before anything has ended', () => {
    const output = outputOf({ isTTY: true, columns: 80 });
    const view = createProgressView({ output, isQuiet: false, now: () => 0 });
    view.update(NOTHING_SENT, 0);
    expect(output.written.join('')).toMatch(/░+ {3}0% 0: 0 applied, 0 unchanged, 0 failed, 0\/s/);
    view.end();
  });

  it('tells cancelled records apart when there are any', () => {
    const output = outputOf({ isTTY: true, columns: 80 });
    const view = createProgressView({ output, isQuiet: false, now: () => 0 });
    view.update({ ...NOTHING_SENT, applied: 1, failed: 2, cancelled: 3 }, undefined);
    view.end();
    expect(output.written.join('')).toContain('6: 1 applied, 0 unchanged, 2 failed, 3 cancelled, 0/s');
  });

  it('has rate and time left of what no earlier run had sent', () => {
    const output = outputOf({ isTTY: true, columns: 80 });
    let now = 0;
    const view = createProgressView({ output, isQuiet: false, now: () => now });
    const earlier = { records: 5000, done: 0.5 };
    now = 3000;
    view.update({ ...NOTHING_SENT, unchanged: 5000 }, 0.5, earlier);
    now += 10_000;
    view.say('painted anew');
    view.update({ ...NOTHING_SENT, unchanged: 5000, applied: 1000 }, 0.6, earlier);
    view.say('painted anew');
    view.end();
    const text = output.written.join('');
    expect(text).toContain('5,000: 0 applied, 5,000 unchanged, 0 failed, 0/s');
    expect(text).toMatch(/60% 6,000: .* 100\/s, 40\.0 s left/);
  });

  it('is a line every few seconds where there is no terminal', () => {
    const output = outputOf();
    let now = 0;
    const view = createProgressView({ output, isQuiet: false, now: () => now });
    for (now = 0; now < 20_000; now += 500) view.update({ ...NOTHING_SENT, applied: now }, undefined);
    expect(output.written).toEqual(
      [5000, 10_000, 15_000].map((applied) =>
        expect.stringMatching(
          new RegExp(`^[^%]+ ${applied === 5000 ? '5,000' : `${applied / 1000}K`} applied, .* 1,000/s\n$`),
        ),
      ),
    );
  });

  it('is nothing but what is said when it is quiet', () => {
    const output = outputOf({ isTTY: true });
    const view = createProgressView({ output, isQuiet: true });
    view.update({ ...NOTHING_SENT, applied: 5 }, 0.5);
    view.say('busy');
    view.end();
    expect(output.written).toEqual(['busy\n']);
  });
});
