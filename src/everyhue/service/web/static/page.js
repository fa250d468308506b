// Theme, announcements, the strategy menu, and choices remembered on this device. Nothing here is
// needed to use the page, and nothing here is sent anywhere.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const store = (kind, name, value) => {
    try {
      const held = window[kind];
      if (value === undefined) return JSON.parse(held.getItem(name));
      if (value === null) held.removeItem(name);
      else held.setItem(name, JSON.stringify(value));
    } catch { /* storage is switched off: nothing is remembered */ }
    return null;
  };

  // Theme: the system's, until someone chooses.
  const chosen = store("localStorage", "everyhue.theme");
  if (chosen) root.dataset.theme = chosen;
  const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const showTheme = (button) => button.setAttribute("aria-pressed", String(isDark()));

  // Remembering: counts live for this visit, a remembered choice until it is forgotten.
  const COUNTS = "everyhue.counts", KEPT = "everyhue.remembered";
  const counts = () => store("sessionStorage", COUNTS) ?? {};
  const kept = () => store("localStorage", KEPT) ?? {};
  const dimension = (choice) => choice.split(":")[0];

  function countChoice(event) {
    const button = event.submitter;
    if (!button?.dataset.choice || button.getAttribute("aria-pressed") === "true") return;
    const held = counts();
    held[button.dataset.choice] = (held[button.dataset.choice] ?? 0) + 1;
    store("sessionStorage", COUNTS, held);
  }

  // On a phone chips scroll sideways: bring the chosen one into view.
  function showChosen() {
    for (const chip of document.querySelectorAll('.chip[aria-pressed="true"]')) {
      const row = chip.parentElement;
      if (chip.offsetLeft + chip.offsetWidth > row.scrollLeft + row.clientWidth) row.scrollLeft = chip.offsetLeft - 48;
    }
  }

  function showRemember() {
    const box = document.querySelector("[data-remember]");
    if (!box) return;
    const chips = [...document.querySelectorAll("[data-choice]")];
    const pressed = chips.find((chip) => chip.getAttribute("aria-pressed") === "true" && counts()[chip.dataset.choice] >= 2 && kept()[dimension(chip.dataset.choice)] !== chip.dataset.choice);
    const known = chips.find((chip) => kept()[dimension(chip.dataset.choice)] === chip.dataset.choice);
    const [offer, held] = [box.querySelector("[data-offer]"), box.querySelector("[data-kept]")];
    show(offer, pressed);
    show(held, known);
    box.hidden = !(pressed || known);
    if (pressed) {
      box.querySelector("[data-yes]").onclick = () => keep(pressed.dataset.choice, true);
      box.querySelector("[data-no]").onclick = () => keep(pressed.dataset.choice, false);
    }
    if (known) {
      const use = box.querySelector("[data-use]");
      use.hidden = known.getAttribute("aria-pressed") === "true";
      use.onclick = () => known.click();
      box.querySelector("[data-forget]").onclick = () => forget(known.dataset.choice);
    }
  }

  function show(line, chip) {
    line.hidden = !chip;
    if (chip) line.querySelector("[data-what]").textContent = chip.dataset.label;
  }

  function keep(choice, wanted) {
    if (wanted) store("localStorage", KEPT, { ...kept(), [dimension(choice)]: choice });
    else store("sessionStorage", COUNTS, { ...counts(), [choice]: -1e9 });
    showRemember();
    say(wanted ? "Remembered on this device." : "Not remembered.");
    document.querySelector(wanted ? "[data-forget]" : `[data-choice="${choice}"]`)?.focus();
  }

  function forget(choice) {
    const held = kept();
    delete held[dimension(choice)];
    store("localStorage", KEPT, Object.keys(held).length ? held : null);
    store("sessionStorage", COUNTS, null);
    showRemember();
    say("Forgotten.");
    document.querySelector(`[data-choice="${choice}"]`)?.focus();
  }

  function say(words) {
    const live = document.getElementById("live");
    live.textContent = "";
    setTimeout(() => { live.textContent = words; }, 60);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const toggle = document.querySelector("[data-theme-toggle]");
    showTheme(toggle);
    toggle.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      store("localStorage", "everyhue.theme", root.dataset.theme);
      showTheme(toggle);
    });
    showRemember();
    showChosen();
  });
  document.addEventListener("submit", (event) => { if (event.target.matches?.("[data-refine]")) countChoice(event); }, true);
  document.addEventListener("change", (event) => { event.target.closest?.("[data-instant]")?.requestSubmit(); });
  // A refused request or an ended session is a page of its own: go there.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const came = new URL(event.detail.xhr.responseURL, location.href);
    if (event.detail.isError || came.pathname === "/login") location.assign(came);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    showRemember();
    showChosen();
    const results = document.getElementById("results");
    const batch = event.detail.elt?.closest?.(".batch .batch");
    say(batch ? `${batch.querySelectorAll(".card").length} more results.` : results?.dataset.announce ?? "");
    batch?.querySelector(".card")?.focus({ preventScroll: true });
  });
})();
