import { describe, expect, it } from 'vitest';
import { createDeadLetterArchive } from '../../../functions/adapters/dead-letter-archive.ts';
import { createSqsClient } from '../../../functions/adapters/sqs-client.ts';
import { PatchlaneError, TransientError } from '../../../functions/domain/errors.ts';
import { LOCAL_CREDENTIALS } from '../../../local/functions/environment.ts';
import { LOCAL_REGION } from '../../../local/template/places.ts';
import { closedEndpoint, startEndpoint } from './endpoints.ts';

const LETTER = { messageId: 'm-1', groupId: 'g-1', body: '{"v":1}' };

function archiveAt(endpoint: string) {
  const client = createSqsClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });
  return createDeadLetterArchive(client, `${endpoint}/000000000000/archive.fifo`);
}

describe('the archive of dead letters', () => {
  it('that does not answer may do so later', async () => {
    await expect(archiveAt(await closedEndpoint()).keep(LETTER, 'not_a_lane')).rejects.toThrow(
      TransientError,
    );
  });

  it('that refuses a message is an error, which quotes nothing of it', async () => {
    const { url } = await startEndpoint({ status: 400, body: { __type: 'InvalidMessageContents' } });
    const error = await archiveAt(url)
      .keep(LETTER, 'not_a_lane')
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(error).toBeInstanceOf(PatchlaneError);
    expect(error).not.toBeInstanceOf(TransientError);
    expect(String(error)).toBe('PatchlaneError: could not keep a dead letter');
  });
});
