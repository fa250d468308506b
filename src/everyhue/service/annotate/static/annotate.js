// Keys for answers. The page works without them, and they can be switched off.
(() => {
  "use strict";
  const form = document.querySelector(".ask");
  const toggle = document.querySelector(".keys");
  if (!form || !toggle) return;
  const NAME = "everyhue.annotate.keys";
  const read = () => { try { return localStorage.getItem(NAME) !== "off"; } catch { return true; } };
  const write = (on) => { try { localStorage.setItem(NAME, on ? "on" : "off"); } catch { /* not kept */ } };
  let on = read();
  const show = () => {
    toggle.setAttribute("aria-pressed", String(on));
    document.body.classList.toggle("with-keys", on);
  };
  toggle.hidden = false;
  toggle.addEventListener("click", () => { on = !on; write(on); show(); });
  show();

  // One answer a picture, also when a key is held or a button is pressed twice.
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) { event.preventDefault(); return; }
    sent = true;
    event.submitter?.classList.add("pressed");
  });
  addEventListener("pageshow", () => { sent = false; });

  document.addEventListener("keydown", (event) => {
    if (!on || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea")) return;
    const wanted = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });
})();
