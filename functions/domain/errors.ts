/** What every error that Patchlane throws itself is. Throwing means "could not do it"; expected outcomes are returned. */
export class PatchlaneError extends Error {
  override readonly name: string = 'PatchlaneError';
}

/** Thrown when a service did not answer or answered that it is busy: the same call may succeed later. */
export class TransientError extends PatchlaneError {
  override readonly name = 'TransientError';
}

/** Thrown when stored data or a message is not what this version of the code writes. */
export class CorruptDataError extends PatchlaneError {
  override readonly name = 'CorruptDataError';
}
