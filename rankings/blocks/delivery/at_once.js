// Tells a figure at once which option of its choice was pressed, through a hidden field that the
// figure reads: those left since the server may have answered last, and the one pressed, '0,1>2'.
// The server is asked by the control as ever. After a while, or when the reader goes back, the
// field says nothing more: then the figure shows what the server knows.
(() => {
  const HOLDS = 3000 // milliseconds
  const choices = JSON.parse(document.getElementById("at-once").textContent).map(name => {
    const field = Object.assign(document.createElement("input"),
      { type: "hidden", id: `at-once-${name}` })
    // Below the root of the page: its body may not be there yet.
    document.documentElement.append(field)
    return { name, field, left: new Set(), shown: 0, timer: 0 }
  })
  const say = (field, text) => {
    field.value = text
    field.dispatchEvent(new Event("input"))
  }
  const forget = choice => {
    if (!choice.left.size) return
    choice.left.clear()
    say(choice.field, "")
  }
  addEventListener("popstate", () => choices.forEach(forget))
  const KEYS = [" ", "Enter"]
  for (const act of ["pointerdown", "click", "keydown"]) {
    addEventListener(act, event => {
      const pressed = event.target.closest?.('[role="radio"]')
      const choice = choices.find(({ name }) => pressed?.closest(`.st-key-control_${name}`))
      if (!choice || (act === "keydown" && !KEYS.includes(event.key))) return
      const options = [...pressed.parentElement.querySelectorAll('[role="radio"]')]
      // Before the click the control may show as chosen what was pressed.
      if (act !== "click") choice.shown = options.findIndex(one => one.ariaChecked === "true")
      if (act === "pointerdown") return
      choice.left.add(choice.shown)
      say(choice.field, `${[...choice.left].join(",")}>${options.indexOf(pressed)}`)
      clearTimeout(choice.timer)
      choice.timer = setTimeout(forget, HOLDS, choice)
    }, { capture: true })
  }
})()
