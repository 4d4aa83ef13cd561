// Keeps the name that a person types beside a change in this browser for the next visit: in a
// cookie, which the server reads when the page is opened. An emptied box forgets it.
addEventListener("input", ({ target }) => {
  if (!target.closest?.('[class*="st-key-person_"]')) return
  const name = target.value.trim()
  const kept = name ? 180 * 24 * 3600 : 0 // seconds
  document.cookie = `person=${encodeURIComponent(name)};path=/;max-age=${kept};samesite=strict`
})
