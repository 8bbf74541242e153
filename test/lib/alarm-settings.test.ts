import { RootConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { alarmSettingsFromContext, InvalidAlarmSettingsError } from '../../lib/alarm-settings.ts';

function read(context: Readonly<Record<string, unknown>>) {
  const { node } = new RootConstruct();
  for (const [key, value] of Object.entries(context)) node.setContext(key, value);
  return alarmSettingsFromContext(node);
}

describe('the settings of alarms from the context', () => {
  it('are nobody to write to, and the runbook of the repository, unless they are told', () => {
    expect(read({})).toEqual({ email: undefined, runbookUrl: 'docs/runbook.md' });
  });

  it('are an address and a place of the runbook', () => {
    const runbookUrl = 'https://wiki.example.com/patchlane/runbook';
    expect(read({ alarmEmail: 'oncall@example.com', runbookUrl })).toEqual({
      email: 'oncall@example.com',
      runbookUrl,
    });
  });

  it.each([
    ['an address without @', { alarmEmail: 'oncall' }, 'pass -c alarmEmail=<address>'],
    ['two addresses', { alarmEmail: 'a@example.com, b@example.com' }, 'pass -c alarmEmail=<address>'],
    ['an empty address', { alarmEmail: '' }, 'pass -c alarmEmail=<address>'],
    ['an address that is no text', { alarmEmail: 7 }, 'pass -c alarmEmail=<address>'],
    ['a runbook without a protocol', { runbookUrl: 'wiki/runbook' }, 'pass -c runbookUrl=https://'],
    ['a runbook over http', { runbookUrl: 'http://wiki.example.com' }, 'pass -c runbookUrl=https://'],
    ['a runbook that is no text', { runbookUrl: 7 }, 'pass -c runbookUrl=https://'],
  ])('say what to pass when they find %s', (_, context, message) => {
    expect(() => read(context)).toThrow(InvalidAlarmSettingsError);
    expect(() => read(context)).toThrow(message);
  });
});
