import { createLog } from './adapters/log.ts';
import { docsFiles } from './docs-files.ts';
import { createGetDocs } from './get-docs.ts';
import { publicHandler } from './http.ts';

export const handler = publicHandler(createGetDocs(docsFiles()), createLog('get-docs'));
