import type { ModalView, PlainTextOption } from '@slack/types';
import type { Component } from '../../domain/environment.ts';
import type { OperationId } from '../../domain/ids.ts';
import type { OperationKind } from '../../domain/operation.ts';
import { deployForm, modalMetadata, rejectForm } from './actions.ts';
import { mrkdwn, plainText } from './blocks.ts';
import { escape } from './escape.ts';
import { plural } from './format.ts';
import { cut, limits } from './limits.ts';

export interface DeployModalModel {
  readonly channel: string;
  readonly app: string;
  readonly environments: readonly {
    readonly name: string;
    readonly branch: string;
    /** How many nods its policy asks for. */
    readonly approvals: number;
  }[];
  /** All that any of the environments has. */
  readonly components: readonly Component[];
}

/** What `/deploy` alone opens. */
export function deployModal(model: DeployModalModel): ModalView {
  const environments = model.environments
    .slice(0, limits.selectOptions)
    .map(({ name, branch, approvals }) => {
      const nods = approvals === 0 ? '' : ` · needs ${plural(approvals, 'nod')}`;
      const from = `from ${cut(branch, limits.optionText - 5 - nods.length)}`;
      return { ...option(name, name), description: plainText(from + nods, limits.optionText) };
    });
  const [first] = environments;
  const components = model.components.map((component) => option(capital(component), component));
  return {
    type: 'modal',
    callback_id: deployForm.callbackId,
    private_metadata: modalMetadata({ kind: 'deploy', channel: model.channel, app: model.app }),
    title: plainText(`Deploy ${model.app}`, limits.viewTitle),
    submit: plainText('Deploy', limits.viewSubmit),
    close: plainText('Close', limits.viewSubmit),
    blocks: [
      {
        type: 'input',
        block_id: deployForm.environment,
        label: plainText('Environment', limits.inputLabel),
        element: {
          type: 'static_select',
          action_id: deployForm.environment,
          options: environments,
          ...(environments.length === 1 && first !== undefined && { initial_option: first }),
          placeholder: plainText('Where to', limits.placeholder),
        },
      },
      {
        type: 'input',
        block_id: deployForm.ref,
        optional: true,
        label: plainText('What', limits.inputLabel),
        hint: plainText(
          'Branch, tag, commit or #123. Empty: the environment’s own branch.',
          limits.inputHint,
        ),
        element: {
          type: 'plain_text_input',
          action_id: deployForm.ref,
          max_length: 250,
          placeholder: plainText('main', limits.placeholder),
        },
      },
      ...(components.length < 2
        ? []
        : [
            {
              type: 'input' as const,
              block_id: deployForm.components,
              optional: true,
              label: plainText('Components', limits.inputLabel),
              hint: plainText('None ticked: all of the environment.', limits.inputHint),
              element: { type: 'checkboxes' as const, action_id: deployForm.components, options: components },
            },
          ]),
    ],
  };
}

export interface RejectModalModel {
  /** Where it was opened: the answer goes there. */
  readonly channel: string;
  readonly operation: OperationId;
  readonly digest: string;
  readonly environment: string;
  readonly commit: string;
  readonly rejects: OperationKind;
}

/** What *Reject…* opens: the reason is part of the record. */
export function rejectModal(model: RejectModalModel): ModalView {
  return {
    type: 'modal',
    callback_id: rejectForm.callbackId,
    private_metadata: modalMetadata({
      kind: 'reject',
      channel: model.channel,
      operation: model.operation,
      digest: model.digest,
    }),
    title: plainText(`Reject the ${model.rejects}`, limits.viewTitle),
    submit: plainText('Reject', limits.viewSubmit),
    close: plainText('Back', limits.viewSubmit),
    blocks: [
      {
        type: 'section',
        text: mrkdwn(`${whatWillNotBe(model)}; the requester is told why.`),
      },
      {
        type: 'input',
        block_id: rejectForm.reason,
        label: plainText('Reason', limits.inputLabel),
        element: {
          type: 'plain_text_input',
          action_id: rejectForm.reason,
          multiline: true,
          min_length: 3,
          max_length: 500,
        },
      },
    ],
  };
}

function whatWillNotBe({ rejects, commit, environment }: RejectModalModel): string {
  const where = `*${escape(environment, 60)}*`;
  return rejects === 'restore'
    ? `The data of ${where} stays as it is`
    : `\`${escape(commit.slice(0, 7))}\` will not be deployed to ${where}`;
}

function option(label: string, value: string): PlainTextOption {
  return { text: plainText(label, limits.optionText), value: cut(value, limits.optionValue) };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
