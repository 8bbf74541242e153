import type { FunctionRole, Statement } from './policies.ts';

/** One action that a role is allowed on one resource. */
export interface Grant {
  readonly functionId: string;
  readonly action: string;
  readonly resource: string;
  /** The statement of this grant alone. */
  readonly statement: Statement;
}

/** What a role is allowed, piece by piece; all of it together is what its statements allow. */
export function grantsOf({ functionId, statements }: FunctionRole): readonly Grant[] {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((one) =>
      one.Action.flatMap((action) =>
        one.Resource.map((resource) => ({
          functionId,
          action,
          resource,
          statement: { ...one, Action: [action], Resource: [resource] },
        })),
      ),
    );
}
