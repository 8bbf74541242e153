import { writeFile } from 'node:fs/promises';
import { OPENAPI_TYPES, openApiTypes } from './openapi-types.ts';

await writeFile(OPENAPI_TYPES, await openApiTypes());
