import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SlashCommand } from '../../slack/state.ts';
import { calls } from '../data/calls.ts';
import { useTabState } from '../data/use-stored.ts';
import { SendIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import { commandInProgress, completeCommand, readEntry } from './completion.ts';

interface ComposerProps {
  readonly channel: string;
  readonly name: string;
  readonly threadTs?: string;
}

export function Composer({ channel, name, threadTs }: ComposerProps) {
  const page = usePage();
  const [text, setText] = useTabState(`cabeceo.draft ${threadTs ?? channel}`, () => '');
  const [chosen, setChosen] = useState(0);
  const [closed, setClosed] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const { commands } = page.sandbox.slack;
  const offered = closed || threadTs !== undefined ? [] : completeCommand(text, commands);
  const current = commandInProgress(text, commands);

  useFittingHeight(input, text);
  useEffect(() => {
    if (page.draft.id === 0 || threadTs !== undefined) return;
    setText(page.draft.text);
    input.current?.focus();
  }, [page.draft.id]);
  useSlashKey(input, threadTs === undefined);
  useEffect(() => {
    if (threadTs !== undefined && matchMedia('(min-width: 1100px)').matches) input.current?.focus();
  }, []);

  const change = (next: string) => {
    setText(next);
    setChosen(0);
    setClosed(false);
  };
  const complete = (command: SlashCommand) => {
    change(`${command.command} `);
    input.current?.focus();
  };
  const send = async () => {
    const entry = readEntry(text, commands);
    if (entry.kind === 'nothing') return;
    if (entry.kind === 'unknown_command') {
      page.notify(`${entry.command} is not a command here. Type / to see those that are.`);
      return;
    }
    if (entry.kind === 'command' && threadTs !== undefined) {
      page.notify('Slash commands work in channels, not in threads: that is how Slack has it.');
      return;
    }
    change('');
    const written = { user: page.me.id, channel, text: entry.text };
    if (entry.kind === 'message') {
      await page.attempt(() => calls.message({ ...written, threadTs }));
      return;
    }
    page.did({ kind: 'command', text: entry.text });
    const ack = await page.attempt(() => calls.command(written));
    if (ack !== undefined) page.acknowledged(entry.text.split(' ')[0] ?? entry.text, ack);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const highlighted = offered[chosen];
    if (highlighted !== undefined) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        setChosen((chosen + step + offered.length) % offered.length);
        return;
      }
      const finished = event.key === 'Enter' && text.trim() === highlighted.command;
      if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey && !finished)) {
        event.preventDefault();
        complete(highlighted);
        return;
      }
      if (event.key === 'Escape') {
        event.preventDefault();
        setClosed(true);
        return;
      }
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void send();
    }
  };

  const listId = `commands-${threadTs ?? channel}`;
  return (
    <footer class="composer">
      {offered.length > 0 && (
        <ul class="completion" role="listbox" id={listId} aria-label="Commands">
          {offered.map((command, index) => (
            <li
              key={command.command}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onPointerDown={(event) => {
                event.preventDefault();
                complete(command);
              }}
            >
              <span class="completion-command">
                {command.command} <span class="completion-usage">{command.usageHint}</span>
              </span>
              <span class="completion-description">{command.description}</span>
            </li>
          ))}
          <li class="completion-keys" role="presentation">
            <kbd>↑</kbd> <kbd>↓</kbd> to choose, <kbd>Tab</kbd> to complete, <kbd>Esc</kbd> to close
          </li>
        </ul>
      )}
      <div class="composer-box">
        {current !== undefined && threadTs === undefined && (
          <p class="composer-usage">
            <b>{current.command}</b> {current.usageHint} <span>{current.description}</span>
          </p>
        )}
        <textarea
          ref={input}
          rows={1}
          value={text}
          placeholder={threadTs === undefined ? `Message ${name} as ${page.me.realName}` : 'Reply…'}
          aria-label={`Message ${name} as ${page.me.realName}`}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={offered.length > 0 ? listId : undefined}
          aria-activedescendant={offered.length > 0 ? `${listId}-${chosen}` : undefined}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button class="send" aria-label="Send" disabled={text.trim() === ''} onClick={() => void send()}>
          <SendIcon />
        </button>
      </div>
      <p class="composer-note">
        {threadTs === undefined && page.lastAck !== undefined ? (
          <>
            <b>{page.lastAck.what}</b> was answered in {Math.max(1, Math.round(page.lastAck.ms))} ms
          </>
        ) : (
          <>
            <kbd>Enter</kbd> sends
            {threadTs === undefined && (
              <>
                , <kbd>/</kbd> lists the commands
              </>
            )}
          </>
        )}
      </p>
    </footer>
  );
}

function useFittingHeight(input: { readonly current: HTMLTextAreaElement | null }, text: string) {
  useLayoutEffect(() => {
    const element = input.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 240)}px`;
  }, [text]);
}

/** "/" anywhere outside a field goes to the composer, as the start of a command. */
function useSlashKey(input: { readonly current: HTMLTextAreaElement | null }, listens: boolean) {
  useEffect(() => {
    if (!listens) return;
    const focus = (event: KeyboardEvent) => {
      const inField =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, select, dialog');
      if (event.key === '/' && !inField && !event.metaKey && !event.ctrlKey) input.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, [listens]);
}
