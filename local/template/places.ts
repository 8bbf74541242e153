/** The account, region and names that a template resolves to on this machine. */
export interface Places {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  /** Base of the queues' URLs, `http://127.0.0.1:<port>`. */
  readonly sqsEndpoint: string;
}

/** The queue server knows this account only, and credentials of no account. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';

/**
 * CloudFormation adds a random part to the names it makes up. Here they are the same at every start, so that data
 * is found again.
 */
export function physicalName(places: Places, logicalId: string): string {
  return `${places.stackName}-${logicalId}`;
}
