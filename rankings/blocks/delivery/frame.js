// Puts Streamlit's own words into the language of the address: it speaks English only, and its
// calendar the language of the browser. The words come from the catalogues (frame_words.py), each
// with the part of the page where Streamlit writes it. What stands elsewhere is ours and is not
// looked at.
(() => {
  const LOCALES = { vi: "vi-VN", en: "en-GB" }
  const READ = ["aria-label", "aria-valuetext", "aria-roledescription", "title", "placeholder"]
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December"]
  // What a value in braces looks like; one that is not named here is any text.
  const LOOKS = {
    count: String.raw`\d[\d.,]*`,
    day: String.raw`\d+`,
    icon: String.raw`\w+`,
    month: MONTHS.join("|"),
    number: String.raw`-?\d[\d.,]*`,
    size: String.raw`\d[\d.,]*\s?[kKMGT]?B`,
    year: String.raw`\d+`,
  }
  // Drawn figures, and the name of a file that was handed in.
  const OURS = 'svg, canvas, [data-testid="stFileChipName"]'

  const asPattern = english => new RegExp("^" + english
    .replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>${LOOKS[name] ?? ".+"})`) + "$", "s")
  const places = JSON.parse(document.getElementById("frame-words").textContent)
    .map(({ where, words }) => {
      const pairs = Object.entries(words)
      return {
        where,
        whole: new Map(pairs),
        patterns: pairs.filter(([english]) => english.includes("{"))
          .map(([english, vietnamese]) => ({ pattern: asPattern(english), vietnamese })),
      }
    })
  const everywhere = places.map(place => place.where).join(", ")

  const language = () => {
    const asked = new URLSearchParams(location.search).getAll("lang").at(-1)
    return Object.hasOwn(LOCALES, asked) ? asked : "vi"
  }

  // A value as it is written in Vietnamese: decimal comma, unit apart, a month by its number; the
  // name of an icon is English and is left out. `what` are words of Streamlit again.
  const value = (name, text, place) => {
    if (name === "size") {
      return text.replace(/\.0(?=\D)/, "").replace(".", ",").replace(/\s?([kKMGT]?B)$/, "\u00a0$1")
    }
    if (name === "number") return text.replace(/[.,]/g, mark => mark === "." ? "," : ".")
    if (name === "icon") return ""
    if (name === "month") return String(MONTHS.indexOf(text) + 1)
    return name === "what" ? inVietnamese(text, place) ?? text : text
  }
  const inVietnamese = (text, place) => {
    if (place.whole.has(text)) return place.whole.get(text)
    for (const { pattern, vietnamese } of place.patterns) {
      const found = pattern.exec(text)
      if (!found) continue
      const said = vietnamese.replace(/\{(\w+)\}/g, (_, name) =>
        value(name, found.groups[name], place)).trim()
      if (said !== text) return said
    }
  }

  // Node -> its texts that we have put into Vietnamese: name -> { english, shown }. The name is
  // that of an attribute, or empty for the text itself.
  const put = new WeakMap()
  const say = (node, name, text, write, place) => {
    const before = put.get(node)?.[name]
    if (before && before.shown === text) {
      if (spoken === "vi") return
      delete put.get(node)[name]
      write(before.english)
    } else if (spoken === "vi") {
      const said = inVietnamese(text.trim(), place)
      if (said === undefined) return
      const shown = text.replace(text.trim(), () => said)
      if (!put.has(node)) put.set(node, {})
      put.get(node)[name] = { english: text, shown }
      write(shown)
    }
  }
  const sayAll = (root, place) => {
    const shown = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT
    const walk = document.createTreeWalker(root, shown, node =>
      node.nodeType === Node.ELEMENT_NODE && node.matches(OURS)
        ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)
    for (let node = root; node; node = walk.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.data) say(node, "", node.data, text => { node.data = text }, place)
        continue
      }
      for (const name of READ) {
        const text = node.getAttribute(name)
        if (text) say(node, name, text, said => node.setAttribute(name, said), place)
      }
    }
  }
  const lookAt = root => {
    if (root.closest(OURS) || !(root.closest(everywhere) || root.querySelector(everywhere))) return
    for (const place of places) {
      if (root.closest(place.where)) sayAll(root, place)
      else for (const part of root.querySelectorAll(place.where)) sayAll(part, place)
    }
  }

  let spoken
  const speak = () => {
    spoken = language()
    document.documentElement.lang = spoken
    // The calendar asks the browser for its language; it is told when that changes.
    window.dispatchEvent(new Event("languagechange"))
    lookAt(document.documentElement)
  }
  const locale = { get: () => LOCALES[language()], configurable: true }
  Object.defineProperty(navigator, "language", locale)
  speak()

  new MutationObserver(changes => {
    if (language() !== spoken) return speak()
    if (spoken !== "vi") return
    const roots = new Set()
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(node =>
        roots.add(node.nodeType === Node.ELEMENT_NODE ? node : target))
      else roots.add(type === "attributes" ? target : target.parentElement)
    }
    for (const root of roots) {
      if (root?.isConnected && !(root instanceof SVGElement)) lookAt(root)
    }
  }).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
    // The last tells that a run is over, and with it perhaps the language has changed.
    attributeFilter: [...READ, "data-test-script-state"],
  })
})()
