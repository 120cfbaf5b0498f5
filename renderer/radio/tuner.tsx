/** Rate, gain and device controls of the selected radio. */
import { formatRounded } from '../../contract/quantity.ts';
import { Row, Section } from '../frame/parts.tsx';
import { changeRadio } from './commands.ts';
import { Controls } from './controls.tsx';
import { Gains } from './gains.tsx';
import { Rate } from './rate.tsx';
import type { ShownRadio } from './shown.ts';

export function TunerPanel({ radio }: { radio: ShownRadio }): React.ReactNode {
  const { info, opened, settings } = radio;
  const fixedRate = Array.isArray(info.sampleRatesHz)
    ? info.sampleRatesHz.length === 1
    : info.sampleRatesHz.min === info.sampleRatesHz.max || info.driver === 'file';
  return (
    <Section name="tuner" title="Receiver">
      <Row label="Rate">
        {fixedRate ? (
          <output>{formatRounded(settings.sampleRateHz, 'S/s', 7)}</output>
        ) : (
          <Rate
            info={info}
            safeRateHz={opened?.safeRateHz}
            rateHz={settings.sampleRateHz}
            disabled={false}
            onRate={(sampleRateHz) => changeRadio({ sampleRateHz })}
          />
        )}
      </Row>
      <Gains
        gains={info.gains}
        modes={opened?.gainModes ?? ['auto', 'manual']}
        settings={settings}
        onChange={changeRadio}
      />
      {opened !== undefined && (
        <Controls
          controls={opened.controls}
          values={settings.controls}
          onSet={(name, value) => changeRadio({ controls: { [name]: value } })}
        />
      )}
      <div className="wk-facts">
        {opened !== undefined && <span>{opened.datatype}</span>}
        {info.tuningHz.min !== info.tuningHz.max && (
          <span>
            {formatRounded(info.tuningHz.min, 'Hz')} to {formatRounded(info.tuningHz.max, 'Hz')}
          </span>
        )}
        {radio.settling && <span>setting…</span>}
      </div>
    </Section>
  );
}
