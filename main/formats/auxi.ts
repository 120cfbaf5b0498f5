/** The `auxi` chunk radio programs put into WAV files: centre frequency and start. */

interface AuxiFacts {
  centreHz?: number;
  startedMs?: number;
}

/**
 * SpectraVue, SDR#, HDSDR, SDRuno: two SYSTEMTIMEs of 16 bytes (start and stop, UTC), then the centre frequency as
 * u32; 0 where it isn't known. SDR Console: XML, usually UTF-16. Anything else says nothing.
 */
export function readAuxi(view: DataView): AuxiFacts {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  if (bytes[0] === 0x3c || (bytes[0] === 0xff && bytes[1] === 0xfe)) return readXml(bytes);
  if (view.byteLength < 36) return {};
  const facts: AuxiFacts = {};
  const centreHz = view.getUint32(32, true);
  if (centreHz !== 0) facts.centreHz = centreHz;
  const startedMs = systemTime(view);
  if (startedMs !== undefined) facts.startedMs = startedMs;
  return facts;
}

/** Year, month, day of the week, day, hour, minute, second, millisecond, each u16. */
function systemTime(view: DataView): number | undefined {
  const part = (index: number): number => view.getUint16(2 * index, true);
  const [year, month, day] = [part(0), part(1), part(3)];
  // Programs leave zeros, or whatever lay there, where they know no time.
  if (year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const [hour, minute, second, ms] = [part(4), part(5), part(6), part(7)];
  if (hour > 23 || minute > 59 || second > 59 || ms > 999) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

function readXml(bytes: Buffer): AuxiFacts {
  const text = bytes.toString(bytes[1] === 0 || bytes[1] === 0xfe ? 'utf16le' : 'utf8');
  const facts: AuxiFacts = {};
  const centre = /RadioCenterFreq\s*=\s*"(\d{1,13})"/.exec(text)?.[1];
  if (centre !== undefined && Number(centre) > 0) facts.centreHz = Number(centre);
  const time = /CurrentTimeUTC\s*=\s*"(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)"/.exec(text);
  const startedMs = time
    ? Date.parse(`${time[3] ?? ''}-${time[2] ?? ''}-${time[1] ?? ''}T${time[4] ?? ''}Z`)
    : Number.NaN;
  if (!Number.isNaN(startedMs)) facts.startedMs = startedMs;
  return facts;
}
