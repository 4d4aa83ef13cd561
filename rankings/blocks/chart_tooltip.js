// A panel that opens over a chart covers the mark under the pointer, and the chart may be drawn
// anew beneath it: then the chart never hears that the pointer has left, and its tooltip stays. It
// would take the next click, meant for a mark beneath it. So it goes as the panel comes and goes.

export default function () {
  hide();
  return hide;
}

function hide() {
  document.getElementById("vg-tooltip-element")?.classList.remove("visible");
}
