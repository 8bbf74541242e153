import type { Node } from 'constructs';

/** Whose tokens the API takes. */
export interface Identity {
  /** The issuer's https URL; its keys are found at `<issuer>/.well-known/openid-configuration`. */
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_AUDIENCES = 50;

/** Reads `issuer` and `audience` from the context; an error says what to pass. */
export function identityFromContext(node: Node): Identity {
  const issuer: unknown = node.tryGetContext('issuer');
  const audience: unknown = node.tryGetContext('audience');
  const audiences = typeof audience === 'string' ? audience.split(',').map((one) => one.trim()) : [];
  const valid =
    typeof issuer === 'string' &&
    issuer.startsWith('https://') &&
    audiences.length > 0 &&
    audiences.length <= MAX_AUDIENCES &&
    audiences.every((one) => one !== '');
  if (!valid) throw new MissingIdentityError();
  return { issuer, audience: audiences };
}

/** Thrown when the context does not say whose tokens to take. */
export class MissingIdentityError extends Error {
  override readonly name = 'MissingIdentityError';
  constructor() {
    super(
      'Patchlane needs to know whose tokens it takes: pass -c issuer=https://<your issuer> and -c audience=<audience>[,<audience>...] (at most 50).',
    );
  }
}
