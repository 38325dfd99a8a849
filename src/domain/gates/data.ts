import { gate, open, shut } from './gate.ts';

export const data = gate({
  question: 'Of a restore: can that data still be had?',
  codes: {
    data_kept: {
      ending: 'proceed',
      means: 'Neon’s history reaches back to that moment, or a branch holds it.',
    },
    moment_before_history: {
      ending: 'refused',
      means: 'Neon’s history does not reach back so far, or not any more.',
      clearedBy: 'Whoever may change data, by asking for a later moment.',
    },
    restore_barred: {
      ending: 'refused',
      means: 'Neon restores nothing to that database now; why is said.',
      clearedBy: 'Whoever keeps the database at Neon.',
    },
  },
  ask({ plan }) {
    if (plan.kind !== 'restore') return open('data_kept');
    const { environment, source, history, barred } = plan;
    if (barred !== undefined) return shut('restore_barred', { environment, message: barred });
    if (source.kind === 'branch' || source.at >= history.from) return open('data_kept');
    return shut('moment_before_history', { environment, at: source.at, from: history.from });
  },
});
