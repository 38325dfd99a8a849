import { z } from 'zod';
import { skippable } from '../domain/environment.ts';
import { databasePolicy } from './database-policy.ts';
import { backup } from './backup-schema.ts';
import { drill } from './drill-schema.ts';
import { freezeWindow } from './freezes.ts';
import { duration, slackGroup, slackUser, text, word } from './values.ts';
import { watch } from './watch-schema.ts';

/* What an environment asks for before, while and after something is done to it. */

const groups = z.array(slackGroup).default([]).describe('Slack user group ids.');
const users = z.array(slackUser).default([]).describe('Slack user ids.');
export const who = z.strictObject({ groups, users });

export const rights = z.strictObject({
  deploy: who.optional().describe('Who may deploy. Default: every full member of the workspace.'),
  rollback: who.optional().describe('Who may roll back. Default: every full member of the workspace.'),
  lock: who.optional().describe('Who may lock and unlock. Default: every full member of the workspace.'),
  freeze: who
    .optional()
    .describe('Who may freeze and unfreeze. Default: every full member of the workspace.'),
  database: who.optional().describe('Who may change data. Default: every full member of the workspace.'),
  emergency: who
    .optional()
    .describe('Who may deploy with `--emergency`, past what `emergency.skips` lists. Default: nobody.'),
});

const approvals = z.strictObject({
  required: z
    .int()
    .min(0)
    .max(20)
    .optional()
    .describe('How many people must approve; `0` for none. Default: `1` where `from` is given, else `0`.'),
  from: who.optional().describe('Whose approval counts. The requester’s own never does.'),
  of: z
    .array(
      z.strictObject({
        required: z.int().min(1).max(20).default(1).describe('How many of these people.'),
        from: who.describe('Whose approval counts.'),
      }),
    )
    .min(1)
    .max(5)
    .optional()
    .describe(
      'Instead of `required` and `from`, several of them, all to be met: `[{required: 1, from: {groups: [S…]}}, …]`. ' +
        'A person who belongs to several counts for one.',
    ),
  data: z
    .strictObject({
      required: z
        .int()
        .min(1)
        .max(20)
        .optional()
        .describe('How many people must approve. Default: `2`; `1` where no more than two users are named.'),
      from: who
        .optional()
        .describe(
          'Whose approval counts. The requester’s own never does. Default: those whose approval counts for a deploy; ' +
            'where that is nobody, those whom `rights.database` names.',
        ),
    })
    .prefault({})
    .describe('Who must approve that data is restored (`/db restore`), also where a deploy needs nobody.'),
  migrations: z
    .strictObject({
      required: z.int().min(0).max(20).default(1).describe('How many people; `0` for none.'),
      from: who.optional().describe('Whose approval counts. Default: everyone named in `from` or `of`.'),
    })
    .prefault({})
    .describe(
      'One more approval, by people who have not filled another place, for migrations that may break the running code, lose data, or cannot be judged. None where nobody approves.',
    ),
  authors: z
    .enum(['allowed', 'refused'])
    .prefault('allowed')
    .describe(
      'Whether those who wrote the commits may approve them. They are known by `people` and by their e-mail at Slack.',
    ),
  expires: duration({ min: '1s', max: '7d' })
    .prefault('30m')
    .describe('After this an unanswered request is closed.'),
  tell: z
    .enum(['direct', 'channel'])
    .prefault('direct')
    .describe(
      '`direct`: up to 25 approvers get the card in a direct message, the others are called in the thread; `channel`: all are called there.',
    ),
  remind: duration({ min: '0s', max: '7d' })
    .optional()
    .describe(
      'How long after the request those who are missing are called again, once; `0s`: never. Default: half of `expires`.',
    ),
  nudge: duration({ min: '1s', max: '1d' })
    .prefault('5m')
    .describe('How often they may be called: for *Nudge*, and for the reminder after one.'),
  reuse: duration({ min: '0s', max: '1d' })
    .prefault('1h')
    .describe('How long a complete approval serves a retry of the identical plan; `0s`: not at all.'),
});

const limit = duration({ min: '1s', max: '6h' });

const deadlines = z.strictObject({
  build: limit.prefault('15m').describe('Vercel’s build.'),
  restorePoint: limit.prefault('2m').describe('Neon’s restore point.'),
  backend: limit.prefault('20m').describe('Railway’s build and start.'),
  health: limit.prefault('3m').describe('From Railway’s success until our own health check sees the commit.'),
  promote: limit.prefault('3m').describe('Vercel’s promotion.'),
  verify: limit.prefault('2m').describe('Until the public address serves the commit.'),
  restore: limit.prefault('10m').describe('Neon’s restore of data, until it can be read.'),
});

const confirm = z.strictObject({
  commits: z.int().min(1).prefault(50).describe('More commits than this.'),
  files: z.int().min(1).max(300).prefault(300).describe('More files than this; GitHub counts 300 at most.'),
  days: z.number().min(0).prefault(14).describe('More days than this since the last deploy.'),
  diverged: z.boolean().prefault(true).describe('Whenever commits that are live now would go.'),
});

const emergency = z.strictObject({
  skips: z
    .array(z.enum(skippable))
    .default(['approvals', 'checks'])
    .describe(
      'What it passes although it is shut. A lock, a hold or a commit marked bad stops it all the same.',
    ),
  remind: duration({ min: '1s', max: '30d' })
    .prefault('1d')
    .describe('How often the thread asks for the acknowledgement until somebody gives it.'),
});

const drift = z
  .strictObject({
    every: duration({ min: '0s', max: '7d' })
      .optional()
      .describe('How often; `0s`: never. Default: `15m` where `production` or `lock` is true, else `0s`.'),
    lock: z
      .boolean()
      .default(false)
      .describe(
        'Whether drift stops deploys, until somebody says on its message which state is right. Rollbacks go through.',
      ),
  })
  .refine(({ every, lock }) => !lock || every !== 0, {
    error: '`lock: true` needs `every` to be more than `0s`: drift that is never looked for stops nothing',
    path: ['lock'],
  });

export const policy = z.strictObject({
  rights: rights
    .prefault({})
    .describe(
      'Who may do what. Guests, bots and people of other workspaces never may. An action that is left out is taken from the app’s `rights`.',
    ),
  approvals: approvals
    .optional()
    .describe('Who must approve. Required where `production` is true; elsewhere the default is nobody.'),
  checks: z
    .union([z.enum(['all', 'none']), z.array(text('the name of a check', /\S/)).min(1)], {
      error: '`all`, `none` or a list of names of checks',
    })
    .optional()
    .describe(
      'Statuses and check runs that must have succeeded on the commit: `all` there are, `none`, or these names. ' +
        'Default: `all` where `production` is true, else `none`.',
    ),
  waitForChecks: duration({ min: '0s', max: '1d' })
    .prefault('30m')
    .describe(
      'How long a deploy waits for checks that still run before it goes on by itself; `0s`: not at all.',
    ),
  branch: z
    .enum(['own', 'any'])
    .optional()
    .describe(
      '`own`: only commits that are on the environment’s branch; `any`: others too. ' +
        'Default: `own` where `production` is true, else `any`.',
    ),
  promotion: z
    .strictObject({
      from: word.describe('The earlier environment of the same app.'),
      soak: duration({ min: '0s', max: '30d' })
        .prefault('0s')
        .describe('How long the commit must have been live there.'),
    })
    .optional()
    .describe('Only commits that are live and well in an earlier environment. Default: any.'),
  freezes: z
    .array(freezeWindow)
    .default([])
    .describe(
      'Windows in which nothing is deployed but rollbacks, announced ahead in the channel. Weekly: ' +
        '`{days: [fri], from: "16:00", to: "mon 09:00", zone: Europe/Madrid, reason: weekend}`; dated, the last day included: ' +
        '`{from: "2026-12-20", to: "2027-01-03", zone: Europe/Madrid, reason: holidays}`. `ahead: 1h` is how early they are announced.',
    ),
  ownLocks: z
    .enum(['pass', 'stop'])
    .default('pass')
    .describe('Whether whoever has locked the environment may deploy to it: `pass`, or `stop` them too.'),
  nagLocks: duration({ min: '1s', max: '30d' })
    .prefault('24h')
    .describe('How often the owner of a lock without an end is asked, directly, whether it is still needed.'),
  confirm: z
    .union([z.literal('never'), confirm], { error: '`never`, or `commits`, `files`, `days` and `diverged`' })
    .optional()
    .describe(
      'Which deploys are so big that whoever asked must confirm them. Default: those over the numbers below where `production` is true, else `never`.',
    ),
  emergency: emergency.prefault({}).describe('What `/deploy … --emergency "reason"` means here.'),
  migrationSoak: duration({ min: '0s', max: '30d' })
    .prefault('0s')
    .describe(
      'How long what is live must have been, before a migration may drop or rename what older code needed.',
    ),
  drift: drift
    .prefault({})
    .describe(
      'Looks at Vercel and Railway for what was not released, and tells it once in the channel. Never while a deploy runs or waits its turn.',
    ),
  watch: watch
    .prefault({})
    .describe('Looks at what a deploy put live, and compares it with what was there before.'),
  database: databasePolicy
    .prefault({})
    .describe('What `/db` may do with the branches of the environment’s Neon project.'),
  backup: backup
    .optional()
    .describe(
      'Dumps the data to S3-compatible storage with `pg_dump`. Off unless a bucket is named; the key to it is in the process environment.',
    ),
  drill: drill
    .prefault({})
    .describe(
      'Tries whether the data can be restored, on a branch of its own that is deleted afterwards; told in the channel.',
    ),
  deadlines: deadlines.prefault({}).describe('How long each kind of step may take.'),
});
