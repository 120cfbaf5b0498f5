/** What of the frame is open. Lives as long as the window. */
import { create } from 'zustand';

export type Page =
  'receive' | 'tasks' | 'library' | 'analysis' | 'labels' | 'sources' | 'sessions' | 'settings';
export type Dialog = 'rtltcp' | 'file' | 'recording-folder' | 'loadtest';

interface FrameState {
  page: Page;
  sidePanel: boolean;
  recordings: boolean;
  health: boolean;
  shortcuts: boolean;
  entry: boolean;
  dialog: Dialog | undefined;
  /** Sections of the side panel that are folded away. */
  folded: Readonly<Record<string, boolean>>;
}

export const useFrame = create<FrameState>(() => ({
  page: 'receive',
  sidePanel: true,
  recordings: false,
  health: false,
  shortcuts: false,
  entry: false,
  dialog: undefined,
  folded: {},
}));

export const showPage = (page: Page): void => useFrame.setState({ page });
export const openDialog = (dialog: Dialog | undefined): void => useFrame.setState({ dialog });
export const showHealth = (health: boolean): void => useFrame.setState({ health });
export const showShortcuts = (shortcuts: boolean): void => useFrame.setState({ shortcuts });
export const showEntry = (entry: boolean): void => useFrame.setState({ entry });
export const toggleSidePanel = (): void => useFrame.setState((state) => ({ sidePanel: !state.sidePanel }));
export const toggleRecordings = (): void => useFrame.setState((state) => ({ recordings: !state.recordings }));
export const toggleSection = (name: string): void =>
  useFrame.setState((state) => ({ folded: { ...state.folded, [name]: !(state.folded[name] ?? false) } }));
