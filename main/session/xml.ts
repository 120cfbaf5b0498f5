/** XML as plain elements. Entities of the document's own making are not expanded; nesting is limited. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Fault } from '../../contract/fault.ts';

export interface Element {
  /** Without its namespace prefix. */
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: Element[];
  /** Its own text, that of its children not included. */
  text: string;
}

/** Far above what places need, far below what a stack bears. */
const deepest = 100;
/** Below these are no points of their own: long tracks and outlines are passed over unread. */
const passedOver = ['trk', 'rte', 'LineString', 'LinearRing', 'Polygon', 'Track', 'MultiTrack', 'Style'];

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  cdataPropName: '#cdata',
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: deepest,
  stopNodes: passedOver.map((name) => `*.${name}`),
});

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** The five entities of XML and numbered characters; any other stays as it is written. */
export function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return named[name] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function attributesOf(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => [name, decodeEntities(String(text))]),
  );
}

/** From the parser's ordered form: each node an object with one key, its name, and `:@` for attributes. */
function fill(parent: Element, nodes: unknown): void {
  if (!Array.isArray(nodes)) return;
  for (const node of nodes as unknown[]) {
    if (!isRecord(node)) continue;
    for (const [name, content] of Object.entries(node)) {
      if (name === ':@') continue;
      if (name === '#text') parent.text += decodeEntities(String(content));
      else if (name === '#cdata') parent.text += plainText(content);
      else {
        const element: Element = { name, attributes: attributesOf(node[':@']), children: [], text: '' };
        parent.children.push(element);
        fill(element, content);
      }
    }
  }
}

/** What stands in a CDATA section: nothing in it is markup. */
function plainText(nodes: unknown): string {
  if (!Array.isArray(nodes)) return '';
  const texts = nodes.map((node: unknown) => (isRecord(node) ? node['#text'] : undefined));
  return texts.filter((text) => typeof text === 'string').join('');
}

/** The root element. Throws Fault 'corrupt' naming line and column where the text is not well formed. */
export function readXml(text: string): Element {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its heir is a package of its own; this one is kept.
  const checked = XMLValidator.validate(text);
  if (checked !== true)
    throw new Fault(
      'corrupt',
      `The file is not well-formed XML at line ${checked.err.line}, column ${checked.err.col}: ${checked.err.msg.slice(0, 120)}`,
      { hint: 'Save it again with the program that made it.' },
    );
  const top: Element = { name: '', attributes: {}, children: [], text: '' };
  try {
    fill(top, parser.parse(text));
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 120) : '';
    throw new Fault('corrupt', `The file's XML cannot be read: ${why}`, {
      hint: 'Save it again with the program that made it.',
      cause: error,
    });
  }
  const root = top.children.find(({ name }) => !name.startsWith('?'));
  if (root === undefined) throw new Fault('corrupt', 'The file holds no XML element.');
  return root;
}

export const childOf = (element: Element, name: string): Element | undefined =>
  element.children.find((child) => child.name === name);

/** The element and everything below it, in the order of the file. */
export function* below(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) yield* below(child);
}
