import type { Client } from '../client.ts';
import { ApiError, PatchlaneError } from '../errors.ts';
import { count } from '../report/words.ts';
import { type Check, failBy, ok } from './check.ts';

/** Whether the API takes the token, and what it allows. */
export async function checkAccess({ limits }: Pick<Client, 'limits'>): Promise<readonly Check[]> {
  try {
    const { batch, request, resource } = await limits();
    const sizes = `${size(request.maxBodyBytes)} a request, ${size(resource.maxDocumentBytes)} a resource`;
    const kept = `results for ${batch.retentionDays} days`;
    return [
      ok('access', 'the API takes the token'),
      ok('limits', `${count(batch.maxItems)} records a batch, ${sizes}, ${kept}`),
    ];
  } catch (error) {
    if (!(error instanceof PatchlaneError)) throw error;
    return [failBy('access', error, adviceOn(error))];
  }
}

function adviceOn(error: PatchlaneError): string {
  return error instanceof ApiError && error.status === 401
    ? 'The token is not of an issuer and audience that this API takes: is it for another stage?'
    : 'Ask whoever runs the API.';
}

const MIB = 1024 * 1024;

function size(bytes: number): string {
  return bytes < MIB ? `${Math.floor(bytes / 1024)} KiB` : `${Number((bytes / MIB).toFixed(1))} MiB`;
}
