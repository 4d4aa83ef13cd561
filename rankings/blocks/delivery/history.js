// One step of the browser's history for one step of the reader. Streamlit enters a page by its path
// alone; then the server writes into the address what stays chosen there. It also writes what is
// chosen before it leaves out what does not go with that, as the edition of another index. As two
// steps the way back would lead to an address that the reader has never seen. To close the panel of
// where a figure comes from is the way back from opening it, and no step of its own.
(() => {
  let before = null // the address from which the panel was opened, while it is open
  let closing = false
  const asks = address => new URL(address).searchParams.has("figure")
  addEventListener("popstate", event => {
    // The server has the address already.
    if (closing) event.stopImmediatePropagation()
    closing = false
    before = null
  }, { capture: true })
  let answered = true // the address was changed since the reader last did anything
  const acted = () => { answered = false }
  for (const act of ["pointerdown", "keydown"]) addEventListener(act, acted, { capture: true })
  addEventListener("popstate", acted)
  const push = history.pushState.bind(history)
  history.pushState = (state, title, url) => {
    const next = new URL(url ?? "", location.href)
    const stays = next.pathname === location.pathname
    if (next.href === before && asks(location)) {
      closing = answered = true
      return history.back()
    }
    before = asks(next) && !asks(location) ? location.href : null
    if (stays && answered) history.replaceState(state, title, url)
    else push(state, title, url)
    answered = true
  }
})()
