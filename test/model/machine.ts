import type { createProcesses } from './processes.ts';
import type { createPrograms, Job } from './programs.ts';
import type { createStorage } from './stored.ts';
import type { Running, World } from './world.ts';

/** One thing that may happen next. */
export interface Move {
  readonly label: string;
  to(): Promise<World>;
}

export interface Machine {
  readonly storage: ReturnType<typeof createStorage>;
  readonly processes: ReturnType<typeof createProcesses>;
  readonly programOf: ReturnType<typeof createPrograms>;
  /** Of a group, an invocation may get all messages at once, and messages of all groups; otherwise one message. */
  readonly deliversAll: boolean;
  /** Told of what a call of the API came to, and what is stored then. */
  ended(job: Job, value: unknown, stored: number): void;
}

/** Found in the course of a move. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export function isOfQueue({ kind }: Job): boolean {
  return kind === 'consume' || kind === 'settle';
}

export function nameOfProcess({ job }: Pick<Running, 'job'>): string {
  switch (job.kind) {
    case 'consume':
    case 'settle':
      return `${job.kind} ${job.records.map(({ messageId }) => messageId)}`;
    case 'submit':
      return `submit ${shortOf(job.submission.batchId)}`;
    case 'write':
      return `${job.method} ${String(job.data['customerId'])}`;
    case 'cancel':
    case 'sweep':
      return `${job.kind} ${shortOf(job.batch.batchId)}`;
  }
}

export function shortOf(batchId: string): string {
  return batchId.slice(9, 10);
}
