// One step of the browser's history for one step of the reader. Streamlit enters a page by its path
// alone; then the server writes into the address what stays chosen there. As two steps the way back
// would lead from a page to the same page with nothing chosen.
(() => {
  let entered = true // the page was entered, and the reader has done nothing on it
  const acted = () => { entered = false }
  for (const act of ["pointerdown", "keydown"]) addEventListener(act, acted, { capture: true })
  addEventListener("popstate", acted)
  const push = history.pushState.bind(history)
  history.pushState = (state, title, url) => {
    const stays = new URL(url ?? "", location.href).pathname === location.pathname
    if (stays && entered) history.replaceState(state, title, url)
    else push(state, title, url)
    entered = !stays
  }
})()
