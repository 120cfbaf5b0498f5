/** The new-task form, from any page. */
import { useEffect, useMemo } from 'react';
import { Button, Modal } from '@mantine/core';
import { attempt } from '../frame/toasts.tsx';
import { readForm } from './drafts.ts';
import { ProblemsContext } from './form-fields.tsx';
import { MoreFields, SignalFields } from './form-more.tsx';
import { FormPreview } from './form-preview.tsx';
import { closeTaskForm, submitForm, useTaskForm, useZone, watchPreview } from './form-store.ts';
import { WhatFields } from './form-what.tsx';
import { WhenFields } from './form-when.tsx';
import { counted } from './words.ts';

export function TaskFormDialog(): React.ReactNode {
  const opened = useTaskForm((state) => state.opened);
  return (
    <Modal
      opened={opened}
      onClose={closeTaskForm}
      title="New task"
      size={1080}
      classNames={{ body: 'wk-form-frame' }}
    >
      {opened && <Body />}
    </Modal>
  );
}

function Body(): React.ReactNode {
  const form = useTaskForm((state) => state.form);
  const adding = useTaskForm((state) => state.adding);
  const tried = useTaskForm((state) => state.tried);
  const zone = useZone();
  const { drafts, problems } = useMemo(() => readForm(form, zone), [form, zone]);
  useEffect(() => watchPreview(), []);
  const count = drafts.length;
  const add = (): void => attempt(submitForm);
  return (
    <ProblemsContext value={problems}>
      <form
        className="wk-form"
        aria-label="New task"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) add();
        }}
      >
        <div className="wk-form-columns">
          <div>
            <WhatFields />
          </div>
          <div>
            <WhenFields />
            <SignalFields />
          </div>
          <div>
            <FormPreview problems={problems} />
            <MoreFields />
          </div>
        </div>
        <footer>
          {tried && count === 0 && (
            <span className="wk-bad" role="alert">
              {counted(Object.keys(problems).length, 'field')} to correct
            </span>
          )}
          <span className="wk-toolbar-space" />
          <Button variant="default" onClick={closeTaskForm}>
            Close
          </Button>
          <Button type="submit" loading={adding} title="Add (Enter)">
            {count > 1 ? `Add ${count.toLocaleString('en')} tasks` : 'Add task'}
          </Button>
        </footer>
      </form>
    </ProblemsContext>
  );
}
