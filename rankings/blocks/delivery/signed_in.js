// A page whose session has ended (signed out in another tab, its time is over, taken away) loads
// itself anew: the server closes its websocket with a code of its own (delivery/signed_in.py). The
// button of the account leads to the server's own page, outside Streamlit.
window.WebSocket = class extends WebSocket {
  constructor(...asked) {
    super(...asked)
    this.addEventListener("close", ({ code }) => {
      if (code === 4401) location.reload()
    })
  }
}
addEventListener("click", ({ target }) => {
  if (!target.closest?.(".st-key-account button")) return
  location.assign(`account?to=${encodeURIComponent(location.pathname + location.search)}`)
})
