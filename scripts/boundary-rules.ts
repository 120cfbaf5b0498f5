/**
 * Who may import whom: the table of docs/architecture.md as rules. Each rule names one room, what it may import,
 * and a bad example that must fail (checked by boundaries.ts on every run).
 */
export interface Boundary {
  name: string;
  /** Files the rule is about. */
  from: string;
  except?: string;
  /** Everything else is forbidden… */
  allowed?: readonly string[];
  /** …or only this is. */
  never?: readonly string[];
  /** A file that breaks the rule: where it stands and what it imports. */
  bad: { file: string; imports: string };
}

/** A package, wherever npm put it; or its bare name where it is not installed. */
const npm = (name: string): string => `(^|node_modules/)(@types/)?${name}(/|$)`;
const node =
  '^(node:|(fs|path|crypto|url|os|net|http|stream|util|events|buffer|module|worker_threads|child_process|perf_hooks|timers|readline|v8)(/|$))';
const room = (path: string): string => `^${path}(/|$)`;
const face = (path: string): string => `^${path}/index\\.ts$`;

const contract = room('contract');
const native = face('native');

export const boundaries: readonly Boundary[] = [
  {
    name: 'contract-imports-only-zod',
    from: '^contract/',
    except: '\\.test\\.ts$',
    allowed: [contract, npm('zod')],
    bad: { file: 'contract/bad.ts', imports: '../main/engine.ts' },
  },
  {
    name: 'renderer-never-reaches-the-engine',
    from: '^renderer/',
    except: '\\.test\\.tsx?$',
    allowed: [
      contract,
      room('renderer'),
      npm('react'),
      npm('react-dom'),
      npm('zustand'),
      npm('zod'),
      npm('@mantine'),
      npm('@tabler'),
      npm('@fontsource-variable'),
      npm('@tanstack'),
      npm('dayjs'),
      npm('leaflet'),
      npm('world-atlas'),
      npm('topojson-client'),
      npm('@types/geojson'),
    ],
    bad: { file: 'renderer/bad.ts', imports: '../main/engine.ts' },
  },
  {
    name: 'preload-imports-only-electron',
    from: '^preload/',
    except: '\\.test\\.ts$',
    allowed: [room('preload'), npm('electron')],
    bad: { file: 'preload/index.ts', imports: '../contract/index.ts' },
  },
  {
    name: 'native-imports-only-its-binding',
    from: '^native/',
    except: '\\.test\\.ts$',
    allowed: [room('native'), '^(node:)?(module|url)$', '^main/dsp/kernels\\.ts$'],
    bad: { file: 'native/bad.ts', imports: '../main/engine.ts' },
  },
  {
    name: 'dsp-is-pure',
    from: '^main/dsp/',
    except: '\\.test\\.ts$',
    allowed: [room('main/dsp'), native],
    bad: { file: 'main/dsp/bad.ts', imports: 'node:fs' },
  },
  {
    name: 'sigmf-stands-alone',
    from: '^main/sigmf/',
    except: '\\.test\\.ts$',
    allowed: [
      room('main/sigmf'),
      contract,
      '^(node:)?(fs|fs/promises|path|crypto|stream|stream/promises|buffer|util)$',
      npm('tar-stream'),
      npm('zod'),
    ],
    bad: { file: 'main/sigmf/bad.ts', imports: '../acquire/ring.ts' },
  },
  {
    name: 'device-knows-no-store-and-no-electron',
    from: '^main/device/',
    except: '\\.test\\.ts$',
    allowed: [room('main/device'), contract, face('main/dsp'), native, face('main/sigmf'), node, npm('usb')],
    bad: { file: 'main/device/bad.ts', imports: '../settings/index.ts' },
  },
  {
    name: 'usb-only-in-usb-ts',
    from: '^(contract|main|renderer|preload|native)/',
    except: '^main/device/usb\\.ts$',
    never: [npm('usb')],
    bad: { file: 'main/device/rtlsdr/bad.ts', imports: 'usb' },
  },
  {
    name: 'acquire-knows-no-electron',
    from: '^main/acquire/',
    except: '\\.test\\.ts$',
    allowed: [
      room('main/acquire'),
      contract,
      face('main/device'),
      '^main/device/receiver\\.ts$',
      face('main/dsp'),
      native,
      face('main/sigmf'),
      face('main/thread'),
      node,
      npm('zod'),
    ],
    bad: { file: 'main/acquire/bad.ts', imports: 'electron' },
  },
  {
    name: 'detection-knows-numbers-and-the-contract',
    from: '^main/detect/',
    except: '\\.test\\.ts$',
    allowed: [room('main/detect'), contract, face('main/dsp'), native],
    bad: { file: 'main/detect/bad.ts', imports: '../store/index.ts' },
  },
  {
    name: 'threads-know-the-contract-only',
    from: '^main/thread/',
    except: '\\.test\\.ts$',
    allowed: [room('main/thread'), contract, node, npm('zod')],
    bad: { file: 'main/thread/bad.ts', imports: '../acquire/ring.ts' },
  },
  {
    name: 'store-knows-no-other-room',
    from: '^main/store/',
    except: '\\.test\\.ts$',
    allowed: [
      room('main/store'),
      contract,
      face('main/thread'),
      face('main/sigmf'),
      node,
      npm('better-sqlite3'),
      npm('@photostructure/sqlite'),
      npm('zod'),
    ],
    bad: { file: 'main/store/bad.ts', imports: '../task/queue.ts' },
  },
  {
    name: 'database-only-in-db-ts',
    from: '^(contract|main|renderer|preload|native)/',
    except: '^main/store/db(-fallback)?\\.ts$',
    never: [npm('better-sqlite3'), npm('@photostructure/sqlite')],
    bad: { file: 'main/store/bad.ts', imports: 'better-sqlite3' },
  },
  {
    name: 'tasks-know-the-store-and-their-kinds-the-rooms-that-do-the-work',
    from: '^main/task/',
    except: '\\.test\\.ts$|^main/task/tasks/',
    allowed: [
      room('main/task'),
      contract,
      face('main/store'),
      face('main/thread'),
      node,
      npm('croner'),
      npm('zod'),
    ],
    bad: { file: 'main/task/bad.ts', imports: '../acquire/index.ts' },
  },
  {
    name: 'kinds-of-task-use-rooms-by-their-face',
    from: '^main/task/tasks/',
    except: '\\.test\\.ts$',
    allowed: [
      room('main/task'),
      contract,
      face('main/store'),
      face('main/thread'),
      face('main/acquire'),
      face('main/device'),
      face('main/dsp'),
      face('main/sigmf'),
      face('main/tools'),
      node,
      npm('zod'),
    ],
    bad: { file: 'main/task/tasks/bad.ts', imports: 'electron' },
  },
  {
    name: 'sessions-and-sources-know-the-store',
    from: '^main/session/',
    except: '\\.test\\.ts$',
    allowed: [
      room('main/session'),
      contract,
      face('main/store'),
      node,
      npm('csv-parse'),
      npm('fast-xml-parser'),
      npm('zod'),
    ],
    bad: { file: 'main/session/bad.ts', imports: '../acquire/index.ts' },
  },
  {
    name: 'settings-files-and-health-know-the-contract-only',
    from: '^main/(settings|files|health)/',
    except: '\\.test\\.ts$',
    allowed: [room('main/settings'), room('main/files'), room('main/health'), contract, node, npm('zod')],
    bad: { file: 'main/health/bad.ts', imports: '../acquire/ring.ts' },
  },
  {
    name: 'tools-use-rooms-by-their-face',
    from: '^main/tools/',
    except: '\\.test\\.ts$',
    allowed: [
      room('main/tools'),
      contract,
      face('main/detect'),
      face('main/device'),
      face('main/dsp'),
      face('main/sigmf'),
      face('main/acquire'),
      face('main/thread'),
      node,
      npm('fast-png'),
      npm('zod'),
    ],
    bad: { file: 'main/tools/bad.ts', imports: '../shell/window.ts' },
  },
  {
    name: 'engine-uses-rooms-by-their-face',
    from: '^main/(engine|probes)\\.ts$',
    allowed: ['^main/[a-z]+/index\\.ts$', '^main/probes\\.ts$', contract, node, npm('zod')],
    bad: { file: 'main/engine.ts', imports: './acquire/ring.ts' },
  },
  {
    name: 'command-line-and-server-are-clients',
    from: '^main/(serve|cli)/|^main/(cli|headless)\\.ts$',
    except: '\\.test\\.ts$',
    allowed: [
      room('main/serve'),
      room('main/cli'),
      '^main/(engine|headless|version)\\.ts$',
      contract,
      node,
      npm('ws'),
      npm('commander'),
      npm('env-paths'),
      npm('zod'),
    ],
    bad: { file: 'main/cli/bad.ts', imports: '../acquire/ring.ts' },
  },
  {
    name: 'shell-is-the-frame-only',
    from: '^main/shell/|^main/index\\.ts$',
    except: '\\.test\\.ts$',
    allowed: [
      room('main/shell'),
      '^main/(engine|version|index)\\.ts$',
      contract,
      node,
      npm('electron'),
      npm('env-paths'),
      npm('zod'),
    ],
    bad: { file: 'main/shell/bad.ts', imports: '../acquire/ring.ts' },
  },
  {
    name: 'electron-only-in-the-shell',
    from: '^(contract|main|renderer|native|testing)/',
    except: '^main/(shell/|index\\.ts$)',
    never: [npm('electron')],
    bad: { file: 'main/serve/bad.ts', imports: 'electron' },
  },
  {
    name: 'testing-is-for-tests',
    from: '^(contract|main|renderer|preload|native)/',
    except: '\\.test\\.tsx?$',
    never: [room('testing')],
    bad: { file: 'main/serve/bad.ts', imports: '../../testing/random.ts' },
  },
];
