// Takes the overview that came in the HTML away when the live page is drawn under it, at the place
// to which the reader had scrolled. Until then the live page is out of reach of keys and readers.
(() => {
  const first = document.getElementById("first")
  const root = document.getElementById("root")
  const leave = () => {
    root.inert = false
    const main = root.querySelector('[data-testid="stMain"]')
    if (main) main.scrollTop = first.scrollTop
    first.remove()
  }
  root.inert = true
  // Two frames: what was put in is laid out and painted.
  window.addEventListener("drawn", () =>
    requestAnimationFrame(() => requestAnimationFrame(leave)), { once: true })
})()
