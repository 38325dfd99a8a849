import { click } from './click.ts';
import { type CommandsOptions, type Desk, openDesk } from './desk.ts';
import { home } from './home.ts';
import { rejectForm } from './reject-form.ts';
import { slash } from './slash.ts';
import { submit } from './submit.ts';

type OfDesk<Verb> = Verb extends (desk: Desk, ...rest: infer Rest) => infer Answer
  ? (...rest: Rest) => Answer
  : never;

/** What people may do. Each is kept in Redis when the promise resolves, or refused with a sentence. */
export interface Commands {
  readonly slash: OfDesk<typeof slash>;
  readonly click: OfDesk<typeof click>;
  readonly rejectForm: OfDesk<typeof rejectForm>;
  readonly submit: OfDesk<typeof submit>;
  readonly home: OfDesk<typeof home>;
}

export function openCommands(options: CommandsOptions): Commands {
  const desk = openDesk(options);
  return {
    slash: (asked) => slash(desk, asked),
    click: (action, act) => click(desk, action, act),
    rejectForm: (action, channel) => rejectForm(desk, action, channel),
    submit: (submission, act) => submit(desk, submission, act),
    home: (user) => home(desk, user),
  };
}
