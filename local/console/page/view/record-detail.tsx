import type { BatchRecord } from '../api/product-contract.ts';
import { Problems } from './problems.tsx';

/** Why a record failed, and the patch that was sent. */
export function RecordDetail({ record }: { readonly record: BatchRecord }) {
  const {
    outcome,
    code,
    message,
    errors = [],
    retryable,
    causedBy,
    currentVersion,
    parentIndex,
    patch,
  } = record;
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['Code', code],
    ['Message', message],
    ['Retryable', retryable === undefined ? undefined : retryable ? 'yes: retry the batch' : 'no'],
    ['Caused by record', causedBy],
    ['Current version', currentVersion],
    ['Record in the first batch', parentIndex],
  ];
  return (
    <div class="record-detail">
      {outcome === 'failed' && (
        <dl class="facts">
          {facts
            .filter(([, value]) => value !== undefined)
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      )}
      {errors.length > 0 && <Problems problems={errors} />}
      {patch !== undefined && (
        <figure>
          <figcaption>Patch as it was sent</figcaption>
          <pre>
            <code>{JSON.stringify(patch, null, 2)}</code>
          </pre>
        </figure>
      )}
    </div>
  );
}
