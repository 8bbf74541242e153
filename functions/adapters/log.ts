import { Logger } from '@aws-lambda-powertools/logger';
import type { Log, LogFacts } from '../domain/ports.ts';

/** Structured JSON lines; an error comes with its stack and causes. */
export function createLog(service: string): Log {
  const logger = new Logger({ serviceName: service });
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, { error, ...facts }: LogFacts = {}) =>
      logger[level](message, error === undefined ? facts : { ...facts, error: toError(error) });
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

function toError(error: unknown): Error {
  return error instanceof Error
    ? error
    : new Error('something that is not an error was thrown', { cause: error });
}
