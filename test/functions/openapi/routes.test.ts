import { expect, it } from 'vitest';
import { ROUTES } from '../../../functions/openapi/routes.ts';
import { synthesizeTemplate } from '../../support/template.ts';

it('the list of routes is that of the template, but for the answer to all others', () => {
  const routes = Object.values(synthesizeTemplate().findResources('AWS::ApiGatewayV2::Route'));
  const keys = routes.map(({ Properties }): unknown => Properties.RouteKey);
  expect([...Object.values(ROUTES), '$default'].sort()).toEqual(keys.sort());
});
