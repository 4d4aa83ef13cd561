// What the page does by itself, without a run of the server: the menu of a narrow page closes when
// a page has been chosen in it, the choices of a page unfold, and the page is printed.
(() => {
  const NARROW = 768 // px; below it Streamlit puts the menu over the page
  const press = selector => document.querySelector(selector)?.click()
  const tables = () => [...document.querySelectorAll('[data-testid="stDataFrame"]')]
  const wait = time => new Promise(done => setTimeout(done, time))
  const DONE_HERE = {
    ".st-key-choices_summary button": button => {
      const open = document.documentElement.classList.toggle("choices-open")
      button.setAttribute("aria-expanded", open)
    },
    ".st-key-print_page button": () => print(),
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

  // On paper a table is plain lines: the drawn one shows those that it has room for. The browser's
  // own menu waits for nothing, so they are taken from what each table is drawn from, in its order
  // and written as there. It is looked for in the tree that React has drawn last: what an element
  // remembers of itself may be of the time before.
  const gridsByTable = () => {
    const root = document.getElementById("root") ?? {}
    const key = Object.keys(root).find(name => name.startsWith("__reactContainer$"))
    const grids = new Map()
    const left = [root[key]?.stateNode?.current]
    while (left.length) {
      const part = left.pop()
      if (!part) continue
      left.push(part.sibling)
      const grid = part.memoizedProps
      if (!grid?.getCellContent || !grid.columns) left.push(part.child)
      else grids.set(tableOf(part), grid)
    }
    return grids
  }
  const tableOf = part => {
    while (part && !(part.stateNode instanceof Element)) part = part.child
    return part?.stateNode.closest('[data-testid="stDataFrame"]')
  }
  const MISSING = "–" // as blocks/table.py has it drawn
  const written = cell =>
    cell.isMissingValue ? MISSING : (cell.displayData ?? cell.data ?? "").toString()
  const allLines = ({ columns, rows, getCellContent }) => {
    const paper = document.createElement("table")
    const line = (place, texts, kind) => {
      for (const text of texts) {
        const cell = document.createElement(kind)
        cell.textContent = text
        place.append(cell)
      }
    }
    line(paper.createTHead().insertRow(), columns.map(column => column.title), "th")
    const body = paper.createTBody()
    for (let row = 0; row < rows; row++) {
      line(body.insertRow(), columns.map((_, column) => written(getCellContent([column, row]))), "td")
    }
    return paper
  }
  // Should the grid keep it elsewhere one day: the lines in view, and it is said of how many.
  const linesInView = table => {
    const read = table.querySelector("canvas table")
    const paper = read?.cloneNode(true)
    if (!paper) return
    paper.querySelectorAll("[id]").forEach(cell => cell.removeAttribute("id"))
    const lines = paper.tBodies[0].rows.length
    const all = read.getAttribute("aria-rowcount") - 1
    if (lines < all) paper.createCaption().textContent = `${lines}/${all} …`
    return paper
  }
  addEventListener("beforeprint", () => {
    const grids = gridsByTable()
    for (const table of tables()) {
      const grid = grids.get(table)
      const paper = grid ? allLines(grid) : linesInView(table)
      if (!paper) continue
      paper.className = "on-paper"
      table.after(paper)
    }
  })
  addEventListener("afterprint", () => {
    document.querySelectorAll(".on-paper").forEach(paper => paper.remove())
  })
})()
