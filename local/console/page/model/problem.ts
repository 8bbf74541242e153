/** A problem as the API words it, taken apart. */
export interface Problem {
  /** Its place in the request; absent where the problem is not one record's. */
  readonly index?: number;
  /** JSON Pointer into the patch or the resource; `/` alone is the whole of it. */
  readonly pointer?: string;
  readonly message: string;
}

/** Reads `resources[17]/email: must match format "email"`; what has no such place is a message alone. */
export function parseProblem(text: string): Problem {
  const refused = /^(?:resources|externalIds|ifVersion)\[(\d+)\]([^:]*): ([\s\S]*)$/.exec(text);
  if (refused !== null) {
    const [, index = '', pointer = '', message = ''] = refused;
    return { index: Number(index), ...(pointer === '' ? {} : { pointer }), message };
  }
  // Names of fields may have a colon; the message begins after the first one with a space behind it.
  const failed = /^(\/.*?): ([\s\S]*)$/.exec(text);
  if (failed === null) return { message: text };
  const [, pointer = '', message = ''] = failed;
  return { pointer, message };
}
