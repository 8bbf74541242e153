import { describe, expect, it } from 'vitest';
import { createProgress, type Output } from '../../demo/progress.ts';
import { recorded } from './support/scenario.ts';

const frozen = () => 0;

/** What a terminal shows after all this, of which the demo uses text and two movements: up, and clear below. */
function shown(text: string): readonly string[] {
  let rows: readonly string[] = [''];
  for (const piece of text.replaceAll('\r', '').split('\x1b[')) {
    const up = /^(\d+)A$/.exec(piece)?.[1];
    // All that the cursor leaves behind is cleared next.
    if (up !== undefined) rows = [...rows.slice(0, -1 - Number(up)), ''];
    else {
      const [first = '', ...more] = piece.replace(/^J/, '').split('\n');
      rows = [...rows.slice(0, -1), `${rows.at(-1)}${first}`, ...more];
    }
  }
  return rows.slice(0, -1);
}

function terminal(columns?: number) {
  return recorded({ isTTY: true, ...(columns !== undefined && { columns }) } satisfies Partial<Output>);
}

describe('progress on a terminal', () => {
  it('rewrites one line per thing under way', () => {
    const output = terminal();
    const progress = createProgress(output, frozen);
    const [one, two] = [progress.start('upload 1/2', 4), progress.start('upload 2/2', 8)];
    one.update(1);
    two.update(2);
    one.update(2);
    expect(shown(output.text())).toEqual([
      'upload 1/2     ████████████░░░░░░░░░░░░ 2/4',
      'upload 2/2     ██████░░░░░░░░░░░░░░░░░░ 2/8',
    ]);
  });

  it('shows what has not begun, and what is through', () => {
    const output = terminal();
    const line = createProgress(output, frozen).start('patch 1/1', 3);
    expect(shown(output.text())).toEqual(['patch 1/1      ░░░░░░░░░░░░░░░░░░░░░░░░ 0/3']);
    line.update(3);
    expect(shown(output.text())).toEqual(['patch 1/1      ████████████████████████ 3/3']);
  });

  it('leaves the last word on a thing above what goes on', () => {
    const output = terminal();
    const progress = createProgress(output, frozen);
    const [one, two] = [progress.start('upload 1/2', 4), progress.start('upload 2/2', 8)];
    two.end('success');
    one.update(4);
    progress.start('patch 1/1', 1);
    expect(shown(output.text())).toEqual([
      'upload 2/2     success',
      'upload 1/2     ████████████████████████ 4/4',
      'patch 1/1      ░░░░░░░░░░░░░░░░░░░░░░░░ 0/1',
    ]);
    one.end('success');
    expect(shown(output.text()).slice(0, 2)).toEqual(['upload 2/2     success', 'upload 1/2     success']);
  });

  it('says something above what is under way, and below what was said', () => {
    const output = terminal();
    const progress = createProgress(output, frozen);
    progress.say('first');
    progress.start('patch 1/1', 1);
    progress.say('second');
    expect(shown(output.text())).toEqual(['first', 'second', 'patch 1/1      ░░░░░░░░░░░░░░░░░░░░░░░░ 0/1']);
  });

  it('never lets a line under way wrap', () => {
    const output = terminal(20);
    createProgress(output, frozen).start('patch 1/1', 1);
    expect(shown(output.text())).toEqual(['patch 1/1      ░░░░']);
  });

  it('shows an empty thing as through', () => {
    const output = terminal();
    createProgress(output, frozen).start('read back', 0);
    expect(shown(output.text())).toEqual(['read back      ████████████████████████ 0/0']);
  });
});

describe('progress elsewhere', () => {
  it('writes a line when three seconds have passed since the last of that thing, and at its end', () => {
    const output = recorded();
    let time = 1000;
    const progress = createProgress(output, () => time);
    const line = progress.start('patch 1/1', 10);
    for (const [at, done] of [
      [3999, 1],
      [4000, 2],
      [6999, 3],
      [7000, 4],
      [7001, 10],
    ] as const) {
      time = at;
      line.update(done);
    }
    line.end('success');
    expect(output.text()).toBe('patch 1/1      2/10\npatch 1/1      4/10\npatch 1/1      success\n');
  });

  it('writes what is said as it is', () => {
    const output = recorded({ isTTY: false });
    createProgress(output, frozen).say('starting');
    expect(output.text()).toBe('starting\n');
  });
});
