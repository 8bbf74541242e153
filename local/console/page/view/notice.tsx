import { CallError } from '../api/call.ts';
import { Problems } from './problems.tsx';

/** Says that something could not be done, and why. */
export function Notice({ title, error }: { readonly title: string; readonly error: Error }) {
  return (
    <div class="notice" role="alert">
      <p>
        <strong>{title}.</strong> {error.message}
      </p>
      {error instanceof CallError && error.problems.length > 0 && <Problems problems={error.problems} />}
    </div>
  );
}
