import { describe, expect, it } from 'vitest';
import type { OperationId } from '../../../src/domain/ids.ts';
import type { Action } from '../../../src/slack/views/actions.ts';
import {
  actionId,
  actionIds,
  actionValue,
  deployForm,
  linkActionId,
  modalMetadata,
  parseAction,
  parseSubmission,
  rejectForm,
} from '../../../src/slack/views/actions.ts';

const operation = 'op_01hx2k3m4n5p6q7r' as OperationId;
const digest = 'd'.repeat(64);

const sign = { app: 'mundo-tango', environment: 'production', stop: 'stop_00000001' };

const pressed: readonly Exclude<Action, { kind: 'open' }>[] = [
  { kind: 'approve', operation, digest },
  { kind: 'reject', operation, digest },
  { kind: 'cancel', operation },
  { kind: 'retry', operation },
  { kind: 'roll_back', operation, release: 'rel_01hx2k3m' },
  {
    kind: 'incident_roll_back',
    app: 'mundo-tango',
    environment: 'production',
    release: 'rel_00000001',
    leaves: 'rel_00000002',
  },
  { kind: 'unlock', ...sign },
  { kind: 'take_over', ...sign },
  { kind: 'release', ...sign },
  { kind: 'unfreeze', app: '*', environment: '*', stop: sign.stop },
];

describe('a press of a button', () => {
  it.each(pressed)('comes back as it was made: $kind', (action) => {
    expect(actionId(action.kind)).toMatch(actionIds);
    expect(parseAction(actionId(action.kind), actionValue(action))).toEqual(action);
  });

  it('on a link is nothing to act on', () => {
    expect(parseAction(linkActionId('logs'), undefined)).toEqual({ kind: 'open' });
  });

  it.each([
    ['another app’s action', 'approve', `${operation}:${digest}`],
    ['an unknown action', 'cabeceo.destroy', operation],
    ['no value', 'cabeceo.approve', undefined],
    ['an approval of no plan', 'cabeceo.approve', operation],
    ['an approval of an empty digest', 'cabeceo.approve', `${operation}:`],
    ['a malformed operation', 'cabeceo.cancel', 'op_!'],
    ['more than was made', 'cabeceo.approve', `${operation}:${digest}:x`],
    ['a rollback to no release', 'cabeceo.roll_back', `${operation}:main`],
    [
      'an incident’s rollback to no release',
      'cabeceo.incident_roll_back',
      'shop/production/main/rel_00000002',
    ],
    ['an incident’s rollback from nothing', 'cabeceo.incident_roll_back', 'shop/production/rel_00000001'],
    ['a malformed lock', 'cabeceo.unlock', 'mundo-tango/production/op_1'],
    ['a lock of nothing', 'cabeceo.take_over', '//stop_00000001'],
    ['more than a lock', 'cabeceo.unlock', 'mundo-tango/production/stop_00000001/x'],
    ['a digest where none belongs', 'cabeceo.cancel', `${operation}:${digest}`],
  ])('means nothing with %s', (_, id, value) => {
    expect(parseAction(id, value)).toBeUndefined();
  });
});

describe('a submitted deploy form', () => {
  const metadata = modalMetadata({ kind: 'deploy', channel: 'C0DEPLOYS', app: 'mundo-tango' });
  const submit = (values: object) =>
    parseSubmission(deployForm.callbackId, metadata, { environment: {}, ref: {}, components: {}, ...values });

  it('names the channel that it was opened in', () => {
    expect(
      submit({
        environment: { environment: { selected_option: { value: 'production' } } },
        ref: { ref: { value: ' main ' } },
        components: { components: { selected_options: [{ value: 'backend' }, { value: 'kitchen' }] } },
      }),
    ).toEqual({
      kind: 'deploy',
      channel: 'C0DEPLOYS',
      app: 'mundo-tango',
      environment: 'production',
      ref: 'main',
      components: ['backend'],
    });
  });

  it('asks for the environment’s branch and all components when the rest is empty', () => {
    const values = {
      environment: { environment: { selected_option: { value: 'production' } } },
      ref: { ref: { value: null } },
      components: { components: { selected_options: [] } },
    };
    expect(submit(values)).toEqual({
      kind: 'deploy',
      channel: 'C0DEPLOYS',
      app: 'mundo-tango',
      environment: 'production',
      components: [],
    });
  });

  it('says under the input what is missing', () => {
    expect(submit({})).toEqual({ kind: 'incomplete', errors: { environment: 'Choose an environment.' } });
  });
});

describe('a submitted rejection', () => {
  const metadata = modalMetadata({ kind: 'reject', channel: 'D0BRUNO', operation, digest });
  const submit = (value: string) =>
    parseSubmission(rejectForm.callbackId, metadata, { reason: { reason: { value } } });

  it('carries the reason, bound to the plan', () => {
    expect(submit(' Not on a Friday ')).toEqual({
      kind: 'reject',
      channel: 'D0BRUNO',
      operation,
      digest,
      reason: 'Not on a Friday',
    });
  });

  it('needs a reason', () => {
    expect(submit(' \n ')).toMatchObject({ kind: 'incomplete', errors: { reason: expect.any(String) } });
  });
});

it.each([
  ['another app’s modal', 'other', '{}'],
  ['no metadata', deployForm.callbackId, ''],
  ['metadata of another modal', rejectForm.callbackId, '{"kind":"deploy","channel":"C1","app":"a"}'],
  ['metadata without an operation', rejectForm.callbackId, '{"kind":"reject","digest":"d"}'],
  ['metadata that is no object', deployForm.callbackId, 'null'],
])('a submission of %s means nothing', (_, callbackId, metadata) => {
  expect(parseSubmission(callbackId, metadata, {})).toBeUndefined();
});
