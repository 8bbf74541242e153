import { createLog } from './adapters/log.ts';
import { publicHandler } from './http.ts';
import { ROUTES } from './openapi/routes.ts';
import { createUnknownRoute } from './unknown-route.ts';

export const handler = publicHandler(createUnknownRoute(Object.values(ROUTES)), createLog('unknown-route'));
