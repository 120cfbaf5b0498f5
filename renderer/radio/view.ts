/** The waterfall on screen, for actions that come from the keyboard or the palette. */
export interface View {
  /** Positive: closer, one notch a count. */
  zoomBy(notches: number): void;
  resetZoom(): void;
  /** Sets the colour range from what is on screen: noise percentile to peak + 10 dB. */
  autoLevels(): Promise<boolean>;
  /** Tunes to the strongest signal in sight. */
  centreOnPeak(): void;
  clear(): void;
}

let view: View | undefined;

export const currentView = (): View | undefined => view;

/** The page hands over its waterfall while it shows one. */
export function setView(next: View | undefined): void {
  view = next;
}
