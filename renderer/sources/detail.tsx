/** The selected source: everything known of it, and what can be done with it. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconListCheck,
  IconMapPin,
  IconPencil,
  IconRadar2,
  IconTrash,
  IconUsersGroup,
} from '@tabler/icons-react';
import { formatPlace } from '../../contract/coordinates.ts';
import { formatRounded } from '../../contract/quantity.ts';
import type { Source } from '../../contract/source.ts';
import { attempt } from '../frame/toasts.tsx';
import {
  newSessionFor,
  newTaskFor,
  openSourceForm,
  removeSource,
  showPlace,
  tuneToSource,
} from './commands.ts';
import { formatMetres, frequencyText } from './form.ts';

export function SourceDetail({ source }: { source: Source }): React.ReactNode {
  const { latitudeDeg, longitudeDeg, errorRadiusM, frequencyHz, bandwidthHz } = source;
  const placed = latitudeDeg !== undefined && longitudeDeg !== undefined;
  const facts = [
    frequencyHz === undefined ? 'No frequency' : frequencyText(frequencyHz),
    bandwidthHz === undefined ? undefined : `${formatRounded(bandwidthHz, 'Hz')} wide`,
    placed ? formatPlace({ latitudeDeg, longitudeDeg }) : 'No place',
    errorRadiusM === undefined ? undefined : `±${formatMetres(errorRadiusM)}`,
  ].filter((fact) => fact !== undefined);
  return (
    <section className="wk-source-detail" aria-label="Selected source">
      <header>
        <h2 title={source.name}>{source.name}</h2>
        <Tooltip label="Change (E)">
          <ActionIcon size="sm" aria-label={`Change ${source.name}`} onClick={() => openSourceForm(source)}>
            <IconPencil size={15} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Remove (Delete)">
          <ActionIcon
            size="sm"
            aria-label={`Remove ${source.name}`}
            onClick={() => attempt(() => removeSource(source))}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </Tooltip>
      </header>
      <p className="wk-source-facts">{facts.join(' · ')}</p>
      {source.notes !== '' && <p className="wk-source-notes">{source.notes}</p>}
      <div className="wk-source-tools">
        <Button
          variant="default"
          disabled={frequencyHz === undefined}
          title="Tune (T)"
          leftSection={<IconRadar2 size={14} aria-hidden />}
          onClick={() => tuneToSource(source)}
        >
          Tune
        </Button>
        <Button
          variant="default"
          disabled={!placed}
          title="Show on the map (M)"
          leftSection={<IconMapPin size={14} aria-hidden />}
          onClick={() => showPlace(source)}
        >
          Map
        </Button>
        <Button
          variant="default"
          title="New task (Shift+N)"
          leftSection={<IconListCheck size={14} aria-hidden />}
          onClick={() => newTaskFor(source)}
        >
          New task
        </Button>
        <Button
          variant="default"
          title="New session (S)"
          leftSection={<IconUsersGroup size={14} aria-hidden />}
          onClick={() => newSessionFor(source)}
        >
          New session
        </Button>
      </div>
    </section>
  );
}
