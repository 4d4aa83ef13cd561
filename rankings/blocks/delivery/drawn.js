// Tells when the live page is drawn for the first time, by an event of the window; some time later,
// while the reader reads, the scripts of other pages are fetched into the store of the browser.
(() => {
  const RESTS = 2000 // milliseconds
  const drawn = () => {
    const app = document.querySelector('[data-testid="stApp"]')
    return app?.dataset.testScriptState === "notRunning"
      && app.dataset.testConnectionState === "CONNECTED"
      && !app.querySelector('[data-testid="stSkeleton"], [data-testid="stAppSkeleton"]')
      && app.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]') !== null
  }
  // Streamlit says in a box of its own when it cannot reach the server.
  const told = () => document.querySelector('[role="dialog"]') !== null
  const fetchLater = () => {
    if (navigator.connection?.saveData) return
    for (const href of JSON.parse(document.getElementById("later").textContent)) {
      const link = Object.assign(document.createElement("link"),
        { rel: "prefetch", as: "script", crossOrigin: "", href })
      document.head.append(link)
    }
  }
  const watch = new MutationObserver(() => {
    if (!drawn() && !told()) return
    watch.disconnect()
    window.dispatchEvent(new Event("drawn"))
    const idle = window.requestIdleCallback ?? setTimeout
    if (drawn()) setTimeout(() => idle(fetchLater), RESTS)
  })
  watch.observe(document, { subtree: true, childList: true, attributes: true })
})()
