import { readFileSync } from 'node:fs';
import { RootConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { settingsFromContext } from '../../lib/settings.ts';
import deployed from '../../vitest.deployed.config.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const guide = read('docs/deploy.md');
const cells = (pattern: RegExp) => [...guide.matchAll(pattern)].map(([, cell = '']) => cell);

/** As they are said to whoever gives one that is none. */
function settings(): readonly string[] {
  const { node } = new RootConstruct();
  node.setContext('none', 1);
  try {
    settingsFromContext(node);
  } catch (error) {
    const [, names = ''] = /there are: (.*)$/m.exec(String(error)) ?? [];
    return names.split(', ');
  }
  return [];
}

const costs = z.object({
  costs: z.array(
    z.object({
      shape: z.object({ name: z.string(), unchanged: z.boolean() }),
      parts: z.array(z.object({ perMillion: z.number() })),
    }),
  ),
});

describe('the guide to deployment', () => {
  it('lists the settings, all of them and no other', () => {
    expect(settings().length).toBeGreaterThan(5);
    expect(cells(/^\| `([a-zA-Z]+)` \| .* \| .* \|$/gm)).toEqual(expect.arrayContaining([...settings()]));
    const given = cells(/-c (\w+)=/g);
    expect(given.length).toBeGreaterThan(5);
    expect(given.filter((name) => !settings().includes(name))).toEqual([]);
  });

  it('has the costs that were counted last', () => {
    const counted = costs.parse(JSON.parse(read('bench/results/cost.json'))).costs;
    const changed = counted.filter(({ shape }) => !shape.unchanged);
    const dollars = changed.map(({ parts }) =>
      parts.reduce((sum, { perMillion }) => sum + perMillion, 0).toFixed(2),
    );
    expect(cells(/^\| 10*0? resources? .* \| (\d+\.\d\d) \|$/gm)).toEqual(dollars);
  });

  it('pins the actions of its example to commits, and has no key in it', () => {
    const uses = cells(/uses: (\S+)/g);
    expect(uses.length).toBeGreaterThan(2);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    expect(guide).toContain('id-token: write');
    expect(guide).not.toMatch(/aws-(access-key-id|secret-access-key)|secrets\./);
  });

  it('names npm scripts that are there, and scenarios that are', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    expect(cells(/npm run (?:-s )?([a-z:]+)/g).filter((name) => !(name in scripts))).toEqual([]);
    for (const path of z.array(z.string()).parse(deployed.test?.include))
      expect(read(path)).toContain('await sharedSite()');
  });
});
