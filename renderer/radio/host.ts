/** Checks of what is typed as a network address. Each returns what is wrong, or undefined. */

/** A host name, an IPv4 address or an IPv6 address without brackets. */
export function hostProblem(host: string): string | undefined {
  const text = host.trim();
  if (text === '') return 'Enter the name or address of the machine.';
  if (text.length > 253) return 'A host name has at most 253 characters.';
  if (/^[\d.]+$/.test(text)) {
    const parts = text.split('.');
    const good = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
    return good ? undefined : 'An IPv4 address is four numbers from 0 to 255.';
  }
  if (/^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text)) return undefined;
  if (text.includes(':')) return 'The port goes into its own field.';
  if (text.includes('/')) return 'Only the name of the machine, without http:// or a path.';
  const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;
  const good = text
    .replace(/\.$/, '')
    .split('.')
    .every((part) => label.test(part));
  return good ? undefined : 'A host name holds letters, digits, hyphens and dots.';
}

export function portProblem(port: string | number): string | undefined {
  const value = Number(port);
  const good = String(port).trim() !== '' && Number.isInteger(value) && value >= 1 && value <= 65_535;
  return good ? undefined : '1 to 65535';
}
