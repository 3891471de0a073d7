// Hints under a field: they come while somebody types, say so once, and go when dismissed. They are no saving, and keep nothing.
const listen = (kind, run) => document.addEventListener(kind, run, true);
const place = (node) => node.closest?.("[data-coach]");
const field = (hints) => document.getElementById(hints.dataset.coach);

// What the page says of saving, and of a failure to save, is not about hints
["htmx:beforeRequest", "htmx:afterRequest"].forEach((kind) => listen(kind, (event) => event.target.matches("[data-coach]") && event.stopPropagation()));
listen("htmx:beforeSwap", (event) => {
  if (!event.detail.requestConfig.elt.matches("[data-coach]")) return;
  event.stopPropagation();
  const { status } = event.detail.xhr;
  if (status !== 200 && status !== 422) event.detail.shouldSwap = false; // signed out, offline: saving will say it
});

// Spoken once, when it is news
const first = (hints) => [...hints.querySelectorAll("[id^=named-], [id^=said-]")].map((part) => part.textContent.trim()).join(" ").trim();
document.querySelectorAll("[data-coach]").forEach((hints) => (hints.dataset.told = first(hints)));
listen("htmx:afterSettle", ({ target: hints }) => {
  if (!hints.matches("[data-coach]")) return;
  const said = first(hints);
  if (said !== (hints.dataset.told ?? "")) document.getElementById("live").textContent = said;
  hints.dataset.told = said;
});

// Dismissed: noted beside the text, saved with it where the form saves by itself
listen("click", (event) => {
  const button = event.target.closest?.("[data-flaw]"), hints = button && place(button);
  if (!hints) return;
  event.preventDefault();
  hints.querySelector("[type=hidden]").value += `.${button.dataset.flaw}`;
  button.closest("details").remove();
  const next = hints.querySelector("details");
  if (next) next.open = true;
  (next?.firstElementChild ?? field(hints)).focus();
  hints.dispatchEvent(new Event("change", { bubbles: true }));
  hints.dispatchEvent(new Event("again"));
});
