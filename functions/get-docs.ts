import type { Reply } from './http.ts';
import type { PublicRequest } from './http-request.ts';
import { createStaticFile, type StaticFile } from './static-file.ts';

/** What is served to everybody, by its path. */
export function createGetDocs(files: Readonly<Record<string, StaticFile>>) {
  const answers = new Map(Object.entries(files).map(([path, file]) => [path, createStaticFile(file)]));
  return async (request: PublicRequest): Promise<Reply> => {
    const answer = answers.get(request.rawPath);
    return answer?.(request) ?? { kind: 'not-found', message: `There is nothing at ${request.rawPath}.` };
  };
}
