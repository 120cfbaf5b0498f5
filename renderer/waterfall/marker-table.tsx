/** The markers' values, and the differences between each and the one before. */
import type { Marker } from './messages.ts';
import { markerLines } from './readout.ts';
import css from './waterfall.module.css';

export function MarkerTable({ markers }: { markers: readonly Marker[] }) {
  if (markers.length === 0) return null;
  return (
    <table className={css['markers']} aria-label="Markers">
      <tbody>
        {markerLines(markers).map((line, index) => (
          <tr key={index} className={line.name === 'Δ' ? css['delta'] : undefined}>
            <td>{line.name}</td>
            <td>{line.hz}</td>
            <td>{line.db}</td>
            <td>{line.time}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
