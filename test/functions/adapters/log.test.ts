import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { createLog } from '../../../functions/adapters/log.ts';
import { TransientError } from '../../../functions/domain/errors.ts';

const line = z.record(z.string(), z.unknown());

/** What the log writes, line by line. */
function capture() {
  const lines: string[] = [];
  const write = (chunk: string | Uint8Array): boolean => {
    lines.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  return () => lines.map((text) => line.parse(JSON.parse(text)));
}

/** What every line has. */
const FRAME = {
  service: 'test-service',
  timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  sampling_rate: 0,
};

describe('the log', () => {
  beforeEach(() => {
    // Lambda sets none of these in a way that would change what is written.
    vi.stubEnv('POWERTOOLS_DEV', '');
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', '');
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', '');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it.each([
    ['info', 'INFO'],
    ['warn', 'WARN'],
    ['error', 'ERROR'],
  ] as const)('writes one line of JSON: service, message and facts: %s', (name, level) => {
    const lines = capture();
    createLog('test-service')[name]('something happened', { batchId: 'b-1', records: 3, codes: ['a', 'b'] });
    expect(lines()).toEqual([
      { ...FRAME, level, message: 'something happened', batchId: 'b-1', records: 3, codes: ['a', 'b'] },
    ]);
  });

  it('writes a line without facts', () => {
    const lines = capture();
    createLog('test-service').info('something happened');
    expect(lines()).toEqual([{ ...FRAME, level: 'INFO', message: 'something happened' }]);
  });

  it('writes an error with its stack and its causes', () => {
    const lines = capture();
    const cause = new TypeError('the inner one');
    createLog('test-service').error('it failed', {
      batchId: 'b-1',
      error: new TransientError('the outer one', { cause }),
    });
    expect(lines()).toEqual([
      {
        ...FRAME,
        level: 'ERROR',
        message: 'it failed',
        batchId: 'b-1',
        error: {
          name: 'TransientError',
          message: 'the outer one',
          location: expect.any(String),
          stack: expect.stringContaining('the outer one'),
          cause: {
            name: 'TypeError',
            message: 'the inner one',
            location: expect.any(String),
            stack: expect.stringContaining('the inner one'),
          },
        },
      },
    ]);
  });

  it('writes what was thrown and is no error as one', () => {
    const lines = capture();
    createLog('test-service').error('it failed', { error: 'just text' });
    expect(lines()).toMatchObject([
      { error: { message: 'something that is not an error was thrown', cause: 'just text' } },
    ]);
  });

  it('keeps nothing from one line to the next', () => {
    const lines = capture();
    const log = createLog('test-service');
    log.info('first', { batchId: 'b-1', error: new Error('once') });
    log.info('second', { records: 1 });
    expect(lines()[1]).toEqual({ ...FRAME, level: 'INFO', message: 'second', records: 1 });
  });

  it('writes its own service beside another log', () => {
    const lines = capture();
    createLog('one').info('a');
    createLog('other').info('b');
    expect(lines().map(({ service }) => service)).toEqual(['one', 'other']);
  });

  it('leaves out a fact that there is not', () => {
    const lines = capture();
    createLog('test-service').info('something happened', { batchId: undefined, error: undefined });
    expect(lines()).toEqual([{ ...FRAME, level: 'INFO', message: 'something happened' }]);
  });
});
