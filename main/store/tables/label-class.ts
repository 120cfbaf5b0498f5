/** The taxonomy: classes in their order, as the people who label see them. */
import { Fault } from '../../../contract/fault.ts';
import { LabelClass, type Taxonomy } from '../../../contract/label.ts';
import type { Readable, Writable } from '../db.ts';

const mostClasses = 500;

export function classReads(db: Readable): () => Taxonomy {
  const all = db.query<{ class: string }>('SELECT class FROM label_class ORDER BY position, name');
  return () => ({ classes: all.all().map((row) => LabelClass.parse(JSON.parse(row.class))) });
}

export interface ClassWrites {
  /** New ones come last; the key is taken from the class that had it. Throws Fault 'invalid' beyond `mostClasses`. */
  put(one: LabelClass): void;
  /** Where `to` exists already it takes `from` in. False: there is no such class. */
  rename(from: string, to: string): boolean;
  /** Throws Fault 'not-found'. */
  remove(name: string): void;
  /** Those not named follow in the order they had. */
  order(names: readonly string[]): void;
}

export function classWrites(db: Writable): ClassWrites {
  const read = classReads(db);
  const clear = db.change('DELETE FROM label_class');
  const insert = db.change('INSERT INTO label_class (name, position, class) VALUES (?, ?, ?)');
  /** Few and seldom changed: written as a whole. */
  const write = (classes: readonly LabelClass[]): void => {
    clear.run();
    for (const [position, one] of classes.entries()) insert.run(one.name, position, JSON.stringify(one));
  };
  return {
    put(one) {
      const { classes } = read();
      const others = classes.map((other) =>
        one.key !== undefined && other.key === one.key && other.name !== one.name
          ? { ...other, key: undefined }
          : other,
      );
      const known = others.some(({ name }) => name === one.name);
      if (!known && others.length >= mostClasses)
        throw new Fault('invalid', `The taxonomy has ${mostClasses} classes: no more fit.`, {
          hint: 'Remove a class first.',
        });
      write(known ? others.map((other) => (other.name === one.name ? one : other)) : [...others, one]);
    },
    rename(from, to) {
      const { classes } = read();
      const known = classes.some(({ name }) => name === from);
      if (!known || from === to) return known;
      const takes = classes.some(({ name }) => name === to);
      write(
        takes
          ? classes.filter(({ name }) => name !== from)
          : classes.map((one) => (one.name === from ? { ...one, name: to } : one)),
      );
      return true;
    },
    remove(name) {
      const { classes } = read();
      const left = classes.filter((one) => one.name !== name);
      if (left.length === classes.length)
        throw new Fault('not-found', `There is no class ${name}.`, { hint: 'Look at the list of classes.' });
      write(left);
    },
    order(names) {
      const place = new Map(names.map((name, i) => [name, i]));
      const { classes } = read();
      write(
        classes.toSorted((a, b) => (place.get(a.name) ?? Infinity) - (place.get(b.name) ?? Infinity) || 0),
      );
    },
  };
}
