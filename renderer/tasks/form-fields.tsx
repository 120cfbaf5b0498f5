/** Fields of the new-task form: each shows its own problem once it was touched or the user tried to add. */
import { createContext, useContext } from 'react';
import { Select, TextInput } from '@mantine/core';
import type { Problems, TaskForm } from './form.ts';
import { changeForm, useTaskForm } from './form-store.ts';

/** Problems of the form as it stands. */
export const ProblemsContext = createContext<Problems>({});

/** The names of members that are texts. */
type TextName = {
  [K in keyof TaskForm]: TaskForm[K] extends string ? K : never;
}[keyof TaskForm];

/** What is wrong with a field, where it may be said already. */
export function useProblem(name: keyof TaskForm): string | undefined {
  const problem = useContext(ProblemsContext)[name];
  const shown = useTaskForm(({ touched, tried }) => tried || touched.has(name));
  return shown ? problem : undefined;
}

interface TextFieldProps {
  name: TextName;
  label: string;
  placeholder?: string;
  /** How the text is understood, below the field. */
  note?: string | undefined;
  autoFocus?: boolean;
  width?: number;
}

export function TextField({
  name,
  label,
  placeholder,
  note,
  autoFocus,
  width,
}: TextFieldProps): React.ReactNode {
  const value = useTaskForm(({ form }) => form[name]);
  const problem = useProblem(name);
  return (
    <TextInput
      label={label}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(autoFocus === true ? { 'data-autofocus': true } : {})}
      {...(width === undefined ? {} : { w: width })}
      value={value}
      error={problem}
      description={problem === undefined ? note : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => changeForm({ [name]: event.currentTarget.value })}
    />
  );
}

/** One of a few words. */
export function ChoiceField<T extends string>({
  label,
  data,
  value,
  onChange,
}: {
  label: string;
  data: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}): React.ReactNode {
  return (
    <Select
      label={label}
      data={[...data]}
      value={value}
      onChange={(next) => {
        const chosen = data.find((one) => one.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    />
  );
}
