// On a slow line a choice can be made before anything listens: it is sent once the page does. (The form says autocomplete="off", so that no
// browser restores an older choice for it.)
addEventListener("load", () => {
  for (const form of document.querySelectorAll("form.report")) {
    if (form.querySelector(":checked:not([checked])")) form.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
