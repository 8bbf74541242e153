import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogueTexts, operationsOf, sourcesOf } from '../support/operations.ts';
import { PROD, synthesizeTemplate } from '../support/template.ts';

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const [head = '', ...sections] = runbook.split(/^## /m);
const template = synthesizeTemplate();
const { graphs, alarms } = operationsOf(template);

/** The anchor that GitHub and others make of a heading. */
const anchorOf = (heading: string) => heading.toLowerCase().replaceAll(' ', '-');

const articles = sections.map((text) => {
  const [heading = ''] = text.split('\n');
  return { anchor: anchorOf(heading), severity: /^`(\w+)`: /m.exec(text)?.[1], text };
});

/** Without the line breaks that names may have in the middle. */
const flat = runbook.replaceAll(/(?<=\S)\n +(?=\S)/g, ' ');

const alarmLinks = alarms.map(({ description }) => {
  const [, severity, anchor] =
    /^(critical|warning): .+\. docs\/runbook\.md#([a-z-]+)$/.exec(description) ?? [];
  return { anchor, severity };
});

describe('the runbook', () => {
  it('has an article of the same severity for every alarm, and none without an alarm', () => {
    const sorted = (all: readonly { anchor: string | undefined; severity: string | undefined }[]) =>
      all.map(({ anchor, severity }) => `${anchor}: ${severity}`).sort();
    expect(sorted(articles)).toEqual(sorted(alarmLinks));
  });

  it('is linked where it is published', () => {
    const runbookUrl = 'https://wiki.example.com/runbook';
    const told = operationsOf(synthesizeTemplate({ alarmSettings: { ...PROD.alarmSettings, runbookUrl } }));
    for (const { description } of told.alarms)
      expect(description).toMatch(/ https:\/\/wiki\.example\.com\/runbook#[a-z-]+$/);
  });

  it.each(articles)(
    'says of $anchor when, what it means, what to look at, what to do and what not',
    ({ text }) => {
      const parts = [...text.matchAll(/^- \*\*(.+?):\*\* \S/gm)].map(([, part]) => part);
      expect(parts).toEqual(['When', 'What it means', 'Look at', 'Do', 'Do not']);
    },
  );

  it('names widgets that are there', () => {
    const titles = new Set(graphs.map(({ title }) => title));
    const named = [...flat.matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g)].map(([, title = '']) => title);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((title) => title !== 'italics' && !titles.has(title))).toEqual([]);
  });

  it('names saved queries that are there', () => {
    const saved = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) =>
      String(Properties.Name).replace(/^Patchlane-prod\//, ''),
    );
    const named = [...flat.matchAll(/\*\*([^*\n]+)\*\*/g)].map(([, title = '']) => title);
    const queries = named.filter((title) => title !== 'bold' && !title.endsWith(':'));
    expect(queries.length).toBeGreaterThan(3);
    expect(queries.filter((title) => !saved.includes(title))).toEqual([]);
  });

  it('links articles that are there', () => {
    const links = [...flat.matchAll(/\]\(#([a-z-]+)\)/g)].map(([, anchor]) => anchor);
    const anchors = articles.map(({ anchor }) => anchor);
    expect(links.filter((anchor) => !anchors.includes(anchor ?? ''))).toEqual([]);
  });

  it('has the commands find resources that are there', () => {
    const ids = Object.entries(template.toJSON()['Resources']).map(([id, one]) => [
      id,
      (one as { Type: string }).Type,
    ]);
    const asked = [...flat.matchAll(/resource (AWS::[\w:]+) (\w+)/g)];
    expect(asked.length).toBeGreaterThan(3);
    for (const [, type, name = ''] of asked)
      expect(ids.filter(([id = '', its]) => its === type && id.includes(name))).toHaveLength(1);
    const outputs = [...flat.matchAll(/output (\w+Url)/g)].map(([, name]) => name);
    expect(Object.keys(template.findOutputs('*'))).toEqual(expect.arrayContaining(outputs));
  });

  it('tells what the watching costs', () => {
    const metrics = catalogueTexts('Patchlane-prod').length;
    const watched = sourcesOf(alarms).length;
    const most = 0.3 * metrics + 0.1 * watched + 3 + 1;
    expect(head.replaceAll('\n', ' ')).toContain(
      `at most ${metrics} custom metrics at $0.30 a month, ${watched} alarm metrics at $0.10`,
    );
    expect(head.replaceAll('\n', ' ')).toContain(`at most $${most.toFixed(2)} a month`);
  });
});
