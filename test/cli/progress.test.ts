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
        (applied, unchanged, failed, done) => {
          const output = outputOf({ isTTY: true, columns: 80 });
          let now = 0;
          const view = createProgressView({ output, isQuiet: false, now: () => now });
          now = 100_000;
          view.update({ ...NOTHING_SENT, applied, unchanged, failed }, done);
          view.update({ ...NOTHING_SENT, applied, unchanged, failed }, done);
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
    view.update(progress, 0.25);
    view.end();
    expect(output.written.join('')).toMatch(
      /█+░+ {2}25% 60K: 45K applied, 15K unchanged, 10 failed, 1,000\/s, 3m 00s left/,
    );
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
