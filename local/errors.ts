/** Something that the person who started the local run can put right; the message is one sentence. */
export class LocalRunError extends Error {
  override readonly name: string = 'LocalRunError';
}

/** Thrown when the template says something that the local run would otherwise have to pass over. */
export class TemplateError extends LocalRunError {
  override readonly name = 'TemplateError';
}
