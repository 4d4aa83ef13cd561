// Meeting mode in the browser: which of the slides is shown, by arrow keys, a click, a swipe or a
// number. All of them are there already; the address says which one, and no server is asked.
(() => {
  const SLIDES = 5
  const SWIPE = 60 // px
  const BACK = 0.2 // of the width: a click at the left leads back
  const root = document.documentElement
  const mode = () => document.querySelector(".st-key-meeting")
  const isOn = () => mode() && !document.querySelector('[role="dialog"]')
  const within = number => Math.min(Math.max(Math.trunc(number) || 1, 1), SLIDES)
  const shown = () => Number(root.dataset.slide)
  const show = () => {
    root.dataset.slide = within(new URLSearchParams(location.search).get("slide"))
  }
  const at = address => {
    if (shown() > 1) address.searchParams.set("slide", shown())
    else address.searchParams.delete("slide")
    return address.href
  }
  const turnTo = number => {
    root.dataset.slide = within(number)
    history.replaceState(history.state, "", at(new URL(location)))
    mode().scrollTo(0, 0)
  }
  show()
  addEventListener("popstate", show)
  // What the server writes into the address knows of no slide, or of that of the link.
  const push = history.pushState.bind(history)
  history.pushState = (state, title, url) => {
    const next = new URL(url ?? "", location.href)
    if (!next.searchParams.has("meeting")) root.dataset.slide = 1
    push(state, title, next.searchParams.has("meeting") ? at(next) : url)
  }

  const KEYS = {
    ArrowRight: () => turnTo(shown() + 1),
    PageDown: () => turnTo(shown() + 1),
    ArrowLeft: () => turnTo(shown() - 1),
    PageUp: () => turnTo(shown() - 1),
    Home: () => turnTo(1),
    End: () => turnTo(SLIDES),
    Escape: () => mode().querySelector(".mt-leave")?.click(),
  }
  addEventListener("keydown", event => {
    const act = KEYS[event.key]
    if (!act || !isOn() || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  })
  addEventListener("click", event => {
    if (!isOn() || !mode().contains(event.target)) return
    const number = event.target.closest(".mt-to")
    if (number) {
      event.preventDefault()
      return turnTo(Number(number.textContent))
    }
    const pressed = event.target.closest('a, button, [data-testid="stVegaLiteChart"], .mt-foot')
    if (pressed || String(getSelection())) return
    turnTo(shown() + (event.clientX < BACK * innerWidth ? -1 : 1))
  })
  let from = null
  addEventListener("touchstart", event => { from = event.touches[0] }, { passive: true })
  addEventListener("touchend", event => {
    if (!from || !isOn()) return
    const to = event.changedTouches[0]
    const [across, down] = [to.clientX - from.clientX, to.clientY - from.clientY]
    from = null
    if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) turnTo(shown() - Math.sign(across))
  }, { passive: true })
})()
