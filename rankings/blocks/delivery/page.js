// What the page does by itself, without a run of the server: the menu of a narrow page closes when
// a page has been chosen in it, the choices of a page unfold, and the page is printed.
(() => {
  const NARROW = 768 // px; below it Streamlit puts the menu over the page
  const DRAWN_WITHIN = 4000 // milliseconds that a table takes, at most, to draw all of itself
  const LINE = 60 // px of a line, at most
  const HIGHEST = 12000 // px of a table: a higher one takes more memory than a browser has
  const press = selector => document.querySelector(selector)?.click()
  const tables = () => [...document.querySelectorAll('[data-testid="stDataFrame"]')]
  const wait = time => new Promise(done => setTimeout(done, time))
  const readOf = table => table.querySelector("canvas table")
  const isWhole = read =>
    read?.tBodies[0].rows.length >= read?.getAttribute("aria-rowcount") - 1 &&
    read.rows[0].cells.length >= read.getAttribute("aria-colcount")

  // What a table draws it can be read of, and it draws the lines and columns that it has room for:
  // for paper it is given all of it for a moment, unseen. By table: what was read.
  const whole = new Map()
  const printAll = async () => {
    for (const table of tables()) {
      const lines = Number(readOf(table)?.getAttribute("aria-rowcount") ?? 100)
      table.style.setProperty("--whole", `${Math.min((lines + 2) * LINE, HIGHEST)}px`)
      table.dataset.whole = ""
      for (const until = Date.now() + DRAWN_WITHIN; Date.now() < until; await wait(50)) {
        if (isWhole(readOf(table))) break
      }
      if (readOf(table)) whole.set(table, readOf(table).cloneNode(true))
      delete table.dataset.whole
    }
    print()
  }
  const DONE_HERE = {
    ".st-key-choices_summary button": button => {
      const open = document.documentElement.classList.toggle("choices-open")
      button.setAttribute("aria-expanded", open)
    },
    ".st-key-print_page button": printAll,
  }
  // The text for a message is copied as soon as it has come: no second press is needed.
  const COPIED = "message-copied"
  const MESSAGE_WITHIN = 5000 // milliseconds that a browser lets a press stand for
  const copyMessage = async () => {
    document.documentElement.classList.remove(COPIED)
    for (const until = Date.now() + MESSAGE_WITHIN; Date.now() < until; await wait(50)) {
      const text = document.querySelector(".st-key-brief_message code")?.textContent
      if (!text) continue
      if (await copy(text)) document.documentElement.classList.add(COPIED)
      return
    }
  }
  // An address without https has no clipboard; what is selected can be copied there too.
  const copy = async text => {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      const box = document.createElement("textarea")
      box.value = text
      box.style.cssText = "position: fixed; opacity: 0"
      const popover = document.querySelector(".st-key-brief_message")
      popover.append(box)
      box.select()
      const done = document.execCommand("copy")
      box.remove()
      return done
    }
  }
  // Links in a text of ours: to Streamlit another page is as if the reader went back to it.
  const FOLLOWED_HERE = ".ov a.ov-to, a.mt-leave"
  addEventListener("click", event => {
    for (const [selector, act] of Object.entries(DONE_HERE)) {
      const button = event.target.closest?.(selector)
      if (!button) continue
      event.preventDefault()
      event.stopImmediatePropagation()
      return act(button)
    }
    if (event.target.closest?.(".st-key-brief_text button[aria-expanded=false]")) copyMessage()
    const link = event.target.closest?.(FOLLOWED_HERE)
    if (link && !event.button && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
      event.preventDefault()
      history.pushState(null, "", link.href)
      return dispatchEvent(new PopStateEvent("popstate"))
    }
    if (innerWidth < NARROW && event.target.closest?.('[data-testid="stSidebarNavLink"]')) {
      setTimeout(() => press('[data-testid="stSidebarCollapseButton"] button'))
    }
  }, { capture: true })

  // Read aloud a number is as JSON has it: on paper it is written as on the screen, with as many
  // digits as any of its column.
  const writeNumbers = rows => {
    const NUMBER = /^-?\d+(\.(\d+))?$/
    for (const column of rows[0]?.cells ?? []) {
      const cells = rows.map(row => row.cells[column.cellIndex])
      const numbers = cells.filter(cell => NUMBER.test(cell.textContent))
      const digits = Math.max(0, ...numbers.map(cell => cell.textContent.match(NUMBER)[2]?.length ?? 0))
      const form = { minimumFractionDigits: digits, maximumFractionDigits: digits }
      if (!digits) continue
      for (const cell of numbers) {
        cell.textContent = Number(cell.textContent).toLocaleString(document.documentElement.lang, form)
      }
    }
  }
  addEventListener("keydown", event => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "p") return
    event.preventDefault()
    printAll()
  }, { capture: true })

  // The buttons above a table or a chart are one stop of the Tab key; arrows lead from one to the
  // next.
  const BAR = '[data-testid="stElementToolbar"]'
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }
  addEventListener("focusin", event => {
    const buttons = event.target.closest?.(BAR)?.querySelectorAll("button") ?? []
    for (const button of buttons) button.tabIndex = button === event.target ? 0 : -1
  })
  addEventListener("keydown", event => {
    const bar = STEPS[event.key] && event.target.closest?.(BAR)
    if (!bar) return
    event.preventDefault()
    const buttons = [...bar.querySelectorAll("button")]
    const next = buttons.indexOf(event.target) + STEPS[event.key]
    buttons[(next + buttons.length) % buttons.length].focus()
  })

  // On paper a table is what is read aloud of it: the drawn one would be cut off at the margin.
  // Printed from the browser's own menu, which waits for nothing, one that scrolls by itself is the
  // lines in view, and it is said of how many.
  addEventListener("beforeprint", () => {
    for (const table of tables()) {
      const read = whole.get(table) ?? readOf(table)
      if (!read) continue
      const paper = read.cloneNode(true)
      paper.className = "on-paper"
      paper.querySelectorAll("[id]").forEach(cell => cell.removeAttribute("id"))
      writeNumbers([...paper.tBodies[0].rows])
      const lines = paper.tBodies[0].rows.length
      const all = read.getAttribute("aria-rowcount") - 1
      if (lines < all) paper.createCaption().textContent = `${lines}/${all} …`
      table.after(paper)
    }
  })
  addEventListener("afterprint", () => {
    document.querySelectorAll(".on-paper").forEach(paper => paper.remove())
    whole.clear()
  })
})()
