import { type BranchStep, nameOf, type ToldChange } from '../../domain/branch-change.ts';
import type { Notice } from '../../domain/notice.ts';
import { context, type MessageView, messageView, section } from './blocks.ts';
import { branchName, endOf } from './branch-words.ts';
import { escape } from './escape.ts';
import { duration, mention, moment } from './format.ts';
import { continued, sayRefusal } from './refusal.ts';

/** One message for each change, edited in place. */
export function branchChanged({ place, change }: Extract<Notice, { kind: 'branch_changed' }>): MessageView {
  const lines = linesOf(change);
  const facts = [escape(place.app, 60), `asked by ${mention(change.by)}`].join(' · ');
  return messageView([...lines, `Asked by ${mention(change.by)}.`].join(' '), [
    section(lines),
    context([facts]),
  ]);
}

function linesOf({ step, since, standing }: ToldChange): readonly string[] {
  const words = wordsOf(step);
  switch (standing.kind) {
    case 'under_way':
      return [`⏳ ${words.doing}…`];
    case 'done': {
      const took = duration(standing.at - since);
      const end = endOf(standing, standing.at);
      return [`${[`✅ ${words.done} in ${took}`, ...end].join(' · ')}.`, ...words.next];
    }
    case 'failed': {
      const { says, next } = sayRefusal(standing.why);
      return [`❌ ${words.not}: ${continued(standing.why.code, says)}`, next];
    }
  }
}

interface Words {
  readonly doing: string;
  readonly done: string;
  readonly not: string;
  readonly next: readonly string[];
}

function wordsOf(step: BranchStep): Words {
  const name = branchName(nameOf(step));
  const typed = escape(nameOf(step), 80);
  switch (step.kind) {
    case 'make': {
      const from = sayOrigin(step);
      return {
        doing: `Making branch ${name} from ${from}`,
        done: `Branch ${name} was made from ${from}`,
        not: `Branch ${name} was not made`,
        next: [
          `\`/db connect ${typed}\` shows you how to connect.`,
          ...(step.expiresAt === 'never'
            ? [`It stays until somebody deletes it: \`/db delete ${typed}\`.`]
            : []),
        ],
      };
    }
    case 'delete':
      return {
        doing: `Deleting branch ${name}`,
        done: `Branch ${name} was deleted`,
        not: `Branch ${name} was not deleted`,
        next: ['Where Neon offers it, its own page can recover it for 7 days.'],
      };
    case 'reset': {
      const parent = branchName(step.parent.name);
      return {
        doing: `Resetting branch ${name} to what ${parent} holds`,
        done: `Branch ${name} was reset to what ${parent} holds`,
        not: `Branch ${name} was not reset`,
        next: [
          'What had been written to it is gone; its connection strings are the same, and connections were cut.',
        ],
      };
    }
  }
}

function sayOrigin({ parent, at, schemaOnly }: Extract<BranchStep, { kind: 'make' }>): string {
  const name = branchName(parent.name);
  const then = at === undefined ? name : `${name} as of ${moment(at)}`;
  return schemaOnly ? `the schema of ${then}, without rows` : then;
}
