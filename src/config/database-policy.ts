import { z } from 'zod';
import { duration } from './values.ts';

const branches = z.strictObject({
  expire: duration({ min: '1h', max: '30d' })
    .prefault('7d')
    .describe('How long a branch is kept where nobody says; Neon allows `30d`.'),
  forever: z
    .enum(['refused', 'allowed'])
    .default('refused')
    .describe('Whether `/db branch … for ever` makes one that stays until somebody deletes it.'),
});

export const databasePolicy = z.strictObject({
  connect: z
    .enum(['branches', 'all'])
    .default('branches')
    .describe(
      'Whose connection strings `/db connect` shows, to those whom `rights.database` names: `branches`: not of one that is production’s, ' +
        'Neon’s default or protected; `all`: of every one.',
    ),
  branches: branches.prefault({}).describe('What people make with `/db branch`.'),
});
