import rapidoc from 'rapidoc/dist/rapidoc-min.js' with { type: 'text' };
import partLicences from 'rapidoc/dist/rapidoc-min.js.LICENSE.txt' with { type: 'text' };
import licence from 'rapidoc/LICENSE.txt' with { type: 'text' };
import { createLog } from './adapters/log.ts';
import { docsFiles } from './docs-files.ts';
import { createGetDocs } from './get-docs.ts';
import { publicHandler } from './http.ts';

/** The licences go with every copy; those of its parts come as comments. The source map stays where it is. */
const script = `${rapidoc.replace(/\n\/\/# sourceMappingURL=.*$/, '')}\n/*!\n${licence}*/\n${partLicences}`;

export const handler = publicHandler(createGetDocs(docsFiles(script)), createLog('get-docs'));
