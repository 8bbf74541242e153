import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Check } from '../../cli/doctor/check.ts';
import { checkClock } from '../../cli/doctor/check-clock.ts';
import { checkNode } from '../../cli/doctor/check-node.ts';
import { checkTenant } from '../../cli/doctor/check-tenant.ts';
import { checkToken } from '../../cli/doctor/check-token.ts';
import { checkUrl } from '../../cli/doctor/check-url.ts';
import { newTenant, partnerToken, sharedSite } from '../support/site.ts';
import { jwt } from './support/jwt.ts';
import { runCli } from './support/run-cli.ts';

const site = await sharedSite();
const { url } = site.stack;

async function setUp() {
  const token = await partnerToken(site);
  const env = {
    PATCHLANE_URL: url,
    PATCHLANE_TOKEN: token,
    PATCHLANE_TENANT: 'acme-1',
    XDG_CONFIG_HOME: '/nowhere',
  };
  return {
    cli: (...argv: readonly string[]) => runCli(argv, { env }),
  };
}

describe('patchlane doctor', () => {
  it('finds nothing wrong where nothing is, for a partner and for a tenant, and never shows a token', async () => {
    const { cli } = await setUp();
    const tenant = await newTenant(site);
    const runs = [
      await cli('doctor'),
      await runCli(['doctor'], {
        env: { PATCHLANE_URL: url, PATCHLANE_TOKEN: tenant.token, XDG_CONFIG_HOME: '/nowhere' },
      }),
    ];
    for (const { code, stdout, stderr } of runs) {
      expect([code, stderr]).toEqual([0, '']);
      const names = stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(0, 15).trimEnd());
      expect(names).toEqual(
        ['node', 'settings', 'url', 'clock', 'token', 'tenant', 'access', 'limits'].map(
          (name) => `ok    ${name}`,
        ),
      );
      expect(stdout).toMatch(/1,000 records a batch, 4 MiB a request/);
      expect(stdout).not.toContain(tenant.token.split('.')[1]);
    }
    expect(runs[1]?.stdout).toContain(`${tenant.name}, by the token`);
  });

  it('finds a token that has expired, and one of another issuer', async () => {
    const { cli } = await setUp();
    const old = await site.stack.token({ partnerId: 'acme', expiresIn: -7200 });
    const expired = await cli('doctor', '--token', old);
    expect([expired.code, expired.stdout]).toEqual([
      1,
      expect.stringMatching(/^FAIL {2}token .* expired 2h 00m ago\./m),
    ]);
    const [, payload, signature] = (await partnerToken(site)).split('.');
    const header = Buffer.from('{"alg":"RS256","kid":"other"}').toString('base64url');
    const foreign = await cli('doctor', '--token', [header, payload, signature].join('.'), '--json');
    expect([foreign.code, JSON.parse(foreign.stdout)]).toMatchObject([1, { ok: false }]);
    const { checks } = JSON.parse(foreign.stdout);
    expect(checks.at(-1)).toMatchObject({
      name: 'access',
      state: 'fail',
      finding: expect.stringContaining('401'),
    });
  });

  it('says what is missing, and does not go on with a config file that is not valid', async () => {
    const empty = await runCli(['doctor', '-q'], { env: { XDG_CONFIG_HOME: '/nowhere' } });
    expect([empty.code, empty.stdout]).toEqual([
      1,
      expect.stringMatching(
        /^FAIL {2}settings {2}There is no URL of the API\. .*\nFAIL {2}settings {2}There is no token\./,
      ),
    ]);
    const { code, stdout } = await runCli(['doctor', '--config', '/nowhere.json', '--json'], { env: {} });
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      { checks: [{ name: 'node' }, { name: 'settings', state: 'fail' }] },
    ]);
  });
});

/** `state: finding` */
const shown = ({ state, finding }: Check) => `${state}: ${finding}`;

async function serve(status: number, body: string, headers = {}): Promise<string> {
  const server = createServer((request, response) => {
    if (request.headers.authorization !== undefined) response.writeHead(500).end();
    else response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
}

describe('the check of the URL', () => {
  it.each([
    [200, '<html>', /^fail: http:\S+ is there, and not a Patchlane API\.$/],
    [
      200,
      '{"info": {"title": "Petstore", "version": "1"}}',
      /^fail: http:\S+ is there, and not a Patchlane API\.$/,
    ],
    [404, '{}', /^fail: http:\S+\/openapi\.json was answered with 404\.$/],
    [200, '{"info": {"title": "Patchlane", "version": "7"}}', /^ok: http:\S+ is a Patchlane API, version 7$/],
  ])('of what answers with %d and %j', async (status, body, finding) => {
    const { check } = await checkUrl(`${await serve(status, body)}/`);
    expect(shown(check)).toMatch(finding);
  });

  it('of nothing that listens, and of no URL', async () => {
    const gone = await checkUrl('http://127.0.0.1:2');
    expect(shown(gone.check)).toMatch(/^fail: GET \/openapi\.json was not answered: .*ECONNREFUSED/);
    expect(shown((await checkUrl('https://user:secret@a')).check)).toMatch(
      /^fail: The URL of the API is not one/,
    );
  });

  it('tells how far its clock is ahead', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const { clockAheadMs } = await checkUrl(await serve(200, '{}', { date }));
    expect(Math.round((clockAheadMs ?? 0) / 60_000)).toBe(60);
  });
});

it.each([
  [undefined, 'warn: The API does not tell its time.'],
  [-29_000, 'ok: within 30 s of the clock of the API'],
  [3_600_000, 'warn: The clock here is 1h 00m behind that of the API.'],
  [-90_000, 'warn: The clock here is 1m 30s ahead of that of the API.'],
])('the check of a clock that is %d ms behind', (aheadMs, finding) => {
  expect(shown(checkClock(aheadMs))).toBe(finding);
});

const NOW = Date.parse('2026-11-28T12:00:00Z');
const at = (seconds: number) => NOW / 1000 + seconds;
const PARTNER = { iss: 'i', partnerId: 'p', type: 'partner', exp: at(3600) };

it.each([
  [jwt(PARTNER), 'ok: partner p, by i, expires in 1h 00m'],
  [jwt({ ...PARTNER, tenantExternalId: 't' }), 'ok: tenant t of partner p, by i, expires in 1h 00m'],
  [jwt({ ...PARTNER, exp: at(120) }), 'warn: partner p, by i, expires in 2m 00s.'],
  [jwt({ ...PARTNER, exp: at(-1) }), 'fail: The token of partner p, by i expired 1.0 s ago.'],
  [
    jwt({ ...PARTNER, exp: undefined }),
    'fail: The token of partner p, by i never expires, which the API refuses.',
  ],
  [jwt({ ...PARTNER, nbf: at(60) }), 'fail: The token of partner p, by i is valid only in 1m 00s.'],
  [jwt({ ...PARTNER, type: 'user' }), 'fail: The token of partner p names nobody to act for.'],
  [jwt({ ...PARTNER, partnerId: undefined }), 'fail: The token, of i, has no claim partnerId.'],
  [`Bearer ${jwt(PARTNER)}`, 'fail: The token begins with "Bearer".'],
  ['secret', 'fail: The token is not a JWT.'],
  ['a.b.c', 'fail: The token is not a JWT.'],
])('the check of the token %s', async (token, finding) => {
  expect(shown((await checkToken(token, NOW)).check)).toBe(finding);
});

it.each([
  [{ partnerId: 'p' }, undefined, "fail: A partner's token needs a tenant to act for, and there is none."],
  [{ partnerId: 'p' }, 't', 'ok: acting for t'],
  [
    { partnerId: 'p' },
    'Zoë',
    'fail: The tenant has more than 256 characters, a comma, or other than visible ASCII.',
  ],
  [{ partnerId: 'p', tenantExternalId: 't' }, undefined, 'ok: t, by the token'],
  [{ partnerId: 'p', tenantExternalId: 't' }, 't', 'ok: t, by the token'],
  [{ partnerId: 'p', tenantExternalId: 't' }, 'u', 'fail: The setting says u, the token is bound to t.'],
])('the check of a token with %j and the tenant %s', (claims, tenant, finding) => {
  expect(shown(checkTenant(claims, tenant))).toBe(finding);
});

it('the check of Node.js refuses what is too old', () => {
  expect(['20.19.0', '24.1.0'].map((version) => checkNode(version).state)).toEqual(['fail', 'ok']);
});
