// One step of the browser's history for one step of the reader. Streamlit enters a page by its path
// alone; then the server writes into the address what stays chosen there. It also writes what is
// chosen before it leaves out what does not go with that, as the edition of another index. As two
// steps the way back would lead to an address that the reader has never seen.
(() => {
  let answered = true // the address was changed since the reader last did anything
  const acted = () => { answered = false }
  for (const act of ["pointerdown", "keydown"]) addEventListener(act, acted, { capture: true })
  addEventListener("popstate", acted)
  const push = history.pushState.bind(history)
  history.pushState = (state, title, url) => {
    const stays = new URL(url ?? "", location.href).pathname === location.pathname
    if (stays && answered) history.replaceState(state, title, url)
    else push(state, title, url)
    answered = true
  }
})()
