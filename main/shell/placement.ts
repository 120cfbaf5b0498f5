/** Where the window was, and where it may open now: pure, so that every display layout can be tested. */
import { z } from 'zod';

export const Placement = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int(),
  height: z.number().int(),
  maximised: z.boolean(),
  fullScreen: z.boolean(),
  /** What the page's background was: shown until it is drawn, so that a dark window never flashes white. */
  background: z.string().regex(/^#[0-9a-f]{6}$/i),
});
export type Placement = z.infer<typeof Placement>;

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Below this the Receive page can't show its controls beside a waterfall. */
export const smallestWindow = { width: 960, height: 600 };
export const firstPlacement: Placement = {
  width: 1280,
  height: 720,
  maximised: false,
  fullScreen: false,
  background: '#171c21',
};
/** So much of the title bar has to be on a display for a hand to reach it, in pixels. */
const grip = 80;

/** What a state file says; the first placement where it says nothing valid. */
export function parsePlacement(text: string | undefined): Placement {
  if (text === undefined) return firstPlacement;
  try {
    const parsed = Placement.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : firstPlacement;
  } catch {
    // A torn file costs the remembered place, never the start.
    return firstPlacement;
  }
}

/**
 * Fits a remembered placement to the displays there are now. A window whose title bar can't be reached loses its
 * place (the system centres it); one larger than its display shrinks; none is smaller than `smallestWindow`.
 * @param displays work areas; the first is the primary one. At least one.
 */
export function fitPlacement(wanted: Placement, displays: readonly Area[]): Placement {
  const { x, y, ...rest } = wanted;
  for (const area of displays) {
    const size = sizeIn(area, rest);
    // The size first: a window that shrinks may move out of reach.
    if (x !== undefined && y !== undefined && reachable(x, y, size.width, area))
      return { ...wanted, ...size };
  }
  return { ...rest, ...sizeIn(displays[0]!, rest) };
}

function sizeIn(area: Area, wanted: { width: number; height: number }): { width: number; height: number } {
  return {
    width: Math.max(smallestWindow.width, Math.min(wanted.width, area.width)),
    height: Math.max(smallestWindow.height, Math.min(wanted.height, area.height)),
  };
}

function reachable(x: number, y: number, width: number, area: Area): boolean {
  const visible = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return visible >= grip && y >= area.y && y <= area.y + area.height - grip;
}
