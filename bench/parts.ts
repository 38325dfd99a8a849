import { measureAck } from './ack.ts';
import { measureClassification } from './classification.ts';
import { measureDeploy } from './deploy.ts';
import type { Figure } from './figure.ts';
import { measureFirstMessage } from './first-message.ts';
import { measureIdle } from './idle.ts';
import { measureJournal } from './journal.ts';
import { measureMemory } from './memory.ts';
import { measureRecovery } from './recovery.ts';
import { measureRehearsal } from './rehearsal.ts';
import { measureRollback } from './rollback.ts';
import type { Stage } from './stage.ts';
import { measureStart } from './start.ts';
import { measureThroughput } from './throughput.ts';

/** What is measured and shown together. */
export interface Part {
  readonly title: string;
  /** What some of its figures have beside them. */
  readonly beside?: string;
  readonly measure: (stage: Stage) => Promise<readonly Figure[]>;
}

/** In the order in which they are measured, by the word that asks for one. */
export const parts: Readonly<Record<string, Part>> = {
  start: { title: 'Start and memory of a process', beside: 'bare Bolt', measure: measureStart },
  ack: { title: 'Acknowledging a command', beside: 'bare Bolt', measure: measureAck },
  'first-message': {
    title: 'From a command to its first message',
    beside: 'bare Bolt',
    measure: measureFirstMessage,
  },
  deploy: { title: 'What the bot adds to a deploy', measure: measureDeploy },
  rollback: {
    title: 'What the bot adds to a rollback',
    beside: 'platforms alone',
    measure: measureRollback,
  },
  rehearsal: {
    title: 'What a rehearsal adds to a plan',
    beside: 'without migrations',
    measure: measureRehearsal,
  },
  recovery: { title: 'Recovery from SIGKILL', measure: measureRecovery },
  journal: { title: 'Cost of the journal', beside: 'plain SETs', measure: measureJournal },
  throughput: {
    title: 'Operations through one worker',
    beside: 'BullMQ, no-op jobs',
    measure: measureThroughput,
  },
  idle: {
    title: 'Nothing to do, 50 environments',
    beside: 'bare Bolt or BullMQ worker',
    measure: measureIdle,
  },
  classification: { title: 'Reading migrations', measure: measureClassification },
  memory: { title: 'Redis memory of 10,000 finished operations', measure: measureMemory },
};
