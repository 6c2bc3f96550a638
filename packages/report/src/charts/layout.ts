/** Area of a chart. Every chart is drawn twice, so that its text is readable on a phone, too. */
export interface Layout {
  /** `panel`: one of several small charts in a larger one. */
  variant: 'wide' | 'narrow' | 'panel';
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const wideLayout: Layout = {
  variant: 'wide',
  width: 760,
  height: 360,
  left: 52,
  right: 92,
  top: 34,
  bottom: 48,
};
export const narrowLayout: Layout = {
  variant: 'narrow',
  width: 344,
  height: 280,
  left: 46,
  right: 10,
  top: 32,
  bottom: 46,
};

export interface Extent {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The plot area inside the margins, in the chart's own units. */
export function plotExtent(layout: Layout): Extent {
  return {
    left: layout.left,
    right: layout.width - layout.right,
    top: layout.top,
    bottom: layout.height - layout.bottom,
  };
}
