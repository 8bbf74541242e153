import type { StackSpec } from '../../../local/template/stack.ts';

/** What AWS asks a role's policies for one call: one request for each table that the call names. */
export interface IamRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | string[]>>;
}

export type Named = Pick<StackSpec, 'region' | 'accountId' | 'tables' | 'queues'>;
