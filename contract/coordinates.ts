/**
 * Places as people write them: `45.123`, `45,123`, `45.123 N`, `45°07'22.8"N`, `45 7 22.8 N`, `N45 7.38`. Read and
 * written the same way by the interface and by importers. WGS 84 degrees, north and east positive.
 */
import { Fault } from './fault.ts';

export type Axis = 'latitude' | 'longitude';

export interface Place {
  latitudeDeg: number;
  longitudeDeg: number;
}

const example: Readonly<Record<Axis, string>> = {
  latitude: `45.123, 45.123 N or 45°07'22.8"N`,
  longitude: `7.456, 7.456 E or 7°27'21.6"E`,
};
const limitDeg: Readonly<Record<Axis, number>> = { latitude: 90, longitude: 180 };
const axisOf: Readonly<Record<string, Axis>> = {
  N: 'latitude',
  S: 'latitude',
  E: 'longitude',
  W: 'longitude',
};

const number = String.raw`(\d+(?:[.,]\d*)?(?:E[+-]?\d+)?|[.,]\d+)`;
const angle = new RegExp(
  String.raw`^([+-]?)\s*${number}(?:\s*[°:\s]\s*(?:${number}(?:\s*[':\s]\s*(?:${number}\s*"?)?)?)?)?$`,
);

/** No place is written longer; what comes from a file may be. */
const longest = 200;

/** One spelling for the many signs that stand for degrees, minutes, seconds and minus. */
function clean(text: string): string {
  return text
    .slice(0, longest)
    .trim()
    .toUpperCase()
    .replaceAll(/[º˚]/g, '°')
    .replaceAll(/''|[″“”]/g, '"')
    .replaceAll(/[′’‘´`]/g, "'")
    .replaceAll(/[−–]/g, '-')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ');
}

interface Angle {
  degrees: number;
  /** Named by a letter: N, S, E or W. */
  axis: Axis | undefined;
}

/** Undefined for what is no angle. Limits are not checked. */
function readAngle(text: string): Angle | undefined {
  const cleaned = clean(text);
  const letters = /^([NSEW])? ?(.*?) ?([NSEW])?$/.exec(cleaned);
  const letter = letters?.[1] ?? letters?.[3];
  const parts = angle.exec(letters?.[2] ?? '');
  if (parts === null || (letters?.[1] !== undefined && letters[3] !== undefined)) return undefined;
  const [, sign = '', ...written] = parts;
  // A sign and a letter would contradict or repeat each other.
  if (sign !== '' && letter !== undefined) return undefined;
  // A group that took no part is undefined, whatever the type of a match says.
  const values = written
    .filter((part) => (part as string | undefined) !== undefined)
    .map((part) => Number(part.replace(',', '.')));
  const [degrees = NaN, minutes = 0, seconds = 0] = values;
  // Only the smallest unit may have decimals; minutes and seconds stay below 60.
  if (values.slice(0, -1).some((value) => !Number.isInteger(value))) return undefined;
  if (minutes >= 60 || seconds >= 60 || !Number.isFinite(degrees)) return undefined;
  const size = degrees + minutes / 60 + seconds / 3600;
  const negative = sign === '-' || letter === 'S' || letter === 'W';
  return {
    degrees: negative && size !== 0 ? -size : size,
    axis: letter === undefined ? undefined : axisOf[letter],
  };
}

/** Reads one coordinate. Throws Fault 'invalid' for what is none, has the other axis' letter, or is out of range. */
export function parseCoordinate(text: string, axis: Axis): number {
  const shown = text.trim().slice(0, 40);
  const hint = `Write for example ${example[axis]}.`;
  const read = readAngle(text);
  if (read === undefined)
    throw new Fault('invalid', shown === '' ? `The ${axis} is empty.` : `'${shown}' is no ${axis}.`, {
      hint,
    });
  if (read.axis !== undefined && read.axis !== axis)
    throw new Fault('invalid', `'${shown}' is a ${read.axis}, not a ${axis}.`, { hint });
  if (Math.abs(read.degrees) > limitDeg[axis])
    throw new Fault('invalid', `The ${axis} ${shown} is beyond ${limitDeg[axis]} degrees.`, { hint });
  return read.degrees;
}

/** The ways a text may fall into two coordinates, the most explicit first. */
function halves(text: string): [string, string][] {
  const cleaned = clean(text);
  const found: [string, string][] = [];
  const two = (parts: readonly string[]): void => {
    const [first, second] = parts;
    if (parts.length === 2 && first !== undefined && second !== undefined) found.push([first, second]);
  };
  two(cleaned.split(/[;/|]/));
  two(cleaned.split(/, /));
  // A letter ends the first half, or begins the second.
  two(cleaned.split(/(?<=[\d°'". ][NSEW])[ ,]*(?=[\d.+-])/));
  two(cleaned.split(/[ ,]*(?<=[\d°'". ,])(?=[NSEW] ?[\d.])/));
  two(cleaned.split(','));
  const commas = cleaned.split(',');
  if (commas.length === 4) two([commas.slice(0, 2).join('.'), commas.slice(2).join('.')]);
  const words = cleaned.split(' ');
  if (words.length % 2 === 0)
    two([words.slice(0, words.length / 2).join(' '), words.slice(words.length / 2).join(' ')]);
  return found;
}

/**
 * Reads a latitude and a longitude written in one text: `45.123 N 7.456 E`, `45.123, 7.456`, `45,123; 7,456`.
 * Without letters latitude comes first. Throws Fault 'invalid'.
 */
export function parsePlace(text: string): Place {
  for (const [first, second] of halves(text)) {
    const a = readAngle(first);
    const b = readAngle(second);
    if (a === undefined || b === undefined) continue;
    const swapped = a.axis === 'longitude' || b.axis === 'latitude';
    return {
      latitudeDeg: parseCoordinate(swapped ? second : first, 'latitude'),
      longitudeDeg: parseCoordinate(swapped ? first : second, 'longitude'),
    };
  }
  throw new Fault('invalid', `'${text.trim().slice(0, 60)}' is no place.`, {
    hint: `Write for example 45.123 N 7.456 E, 45.123, 7.456 or 45°07'22.8"N 7°27'21.6"E.`,
  });
}

/** `45.12300° N, 7.45600° E`. Five decimals are about a metre. */
export function formatPlace({ latitudeDeg, longitudeDeg }: Place, decimals = 5): string {
  const latitude = `${Math.abs(latitudeDeg).toFixed(decimals)}° ${latitudeDeg < 0 ? 'S' : 'N'}`;
  const longitude = `${Math.abs(longitudeDeg).toFixed(decimals)}° ${longitudeDeg < 0 ? 'W' : 'E'}`;
  return `${latitude}, ${longitude}`;
}
